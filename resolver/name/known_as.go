package name

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// knownAs are the phrases, in lower case, behind which a text gives another name of
// what it named before. "Or" is none of them: Trust or Treason is one name. A phrase
// whose language glues the name on says so by a sign + at its end.
// Compiled from general knowledge of the languages, and of how lists of sanctions are written.
var knownAs = []string{
	// English, and what lists in any language write
	"a.k.a.", "a.k.a", "aka", "a/k/a", "also known as", "better known as", "otherwise known as", "known as", "also called", "also spelled",
	"also transliterated as", "formerly known as", "formerly", "f.k.a.", "f.k.a", "fka", "f/k/a", "now known as", "n.k.a.", "nka", "n/k/a",
	"doing business as", "d.b.a.", "dba", "d/b/a", "trading as", "t/a", "alias",
	// German, Dutch, Swedish, Danish, Norwegian
	"auch bekannt als", "bekannt als", "auch genannt", "vormals", "ehemals", "ook bekend als", "bekend als", "voorheen",
	"även känd som", "även känt som", "känd som", "også kjent som", "også kendt som", "kendt som", "kjent som",
	// French, Spanish, Portuguese, Italian, Romanian
	"connu sous le nom de", "connue sous le nom de", "connus sous le nom de", "aussi connu sous le nom de", "aussi connue sous le nom de",
	"également connu sous le nom de", "également connue sous le nom de", "connu aussi sous le nom de", "aussi appelé", "aussi appelée",
	"également appelé", "également appelée", "dit", "anciennement",
	"también conocido como", "también conocida como", "también conocidos como", "conocido como", "conocida como", "también llamado",
	"también llamada", "anteriormente", "também conhecido como", "também conhecida como", "conhecido como", "conhecida como", "vulgo",
	"noto come", "nota come", "noto anche come", "nota anche come", "anche noto come", "anche nota come", "conosciuto come", "conosciuta come",
	"detto", "cunoscut ca", "cunoscută ca", "cunoscut și ca", "cunoscută și ca",
	// Polish, Czech, Hungarian, Finnish, Greek
	"znany jako", "znana jako", "znane jako", "znany również jako", "znana również jako", "znany też jako", "dawniej", "známý jako", "známá jako",
	"známý také jako", "más néven", "más nevén", "ismert mint", "toiselta nimeltään", "tunnetaan myös nimellä", "γνωστός ως", "γνωστή ως", "γνωστό ως",
	"γνωστός και ως", "γνωστή και ως", "γνωστό και ως",
	// Russian, Ukrainian, Belarusian, Bulgarian, Serbian
	"также известный как", "также известная как", "также известное как", "также известные как", "известный также как", "известная также как",
	"известный как", "известная как", "известное как", "известные как", "известный под именем", "по прозвищу", "по кличке", "он же", "она же", "оно же",
	"они же", "також відомий як", "також відома як", "також відоме як", "відомий як", "відома як", "відоме як", "він же", "вона ж",
	"вядомы як", "известен като", "известна като", "известно като", "познат као", "позната као", "poznat kao", "poznata kao",
	// Turkish, Azeri, Kurdish
	"diğer adıyla", "diğer adı", "nam-ı diğer", "namı diğer", "namıdiğer", "bilinen adıyla", "kod adı", "digər adı ilə", "naskirî bi navê",
	"ناسراو بە",
	// Arabic, Persian, Urdu
	"المعروف باسم", "المعروفة باسم", "المعروف أيضا باسم", "المعروفة أيضا باسم", "المعروف أيضًا باسم", "المعروفة أيضًا باسم", "المعروف أيضاً باسم",
	"المعروفة أيضاً باسم", "والمعروف باسم", "والمعروفة باسم", "المعروف بـ+", "المعروفة بـ+", "المعروف ب+", "المعروفة ب+", "الملقب بـ+", "الملقب ب+",
	"الملقب", "المكنى بـ+", "المكنى ب+", "المكنى", "ويعرف باسم", "وتعرف باسم",
	"معروف به", "ملقب به", "مشهور به", "با نام مستعار", "با نام دیگر",
	// Hebrew
	"הידוע בשם", "הידועה בשם", "הידוע גם בשם", "הידועה גם בשם", "הידוע גם כ+", "הידועה גם כ+", "הידוע כ+", "הידועה כ+", "המכונה", "המוכר כ+", "המוכרת כ+",
	// Chinese, Japanese, Korean
	"又称为+", "又稱為+", "又称+", "又稱+", "又名+", "也称为+", "也稱為+", "也称+", "也稱+", "也叫+", "又叫+", "亦称+", "亦稱+", "亦作+", "别名+", "別名+", "化名+", "简称+", "簡稱+", "原名+",
	"旧称+", "舊稱+", "前称+", "前稱+", "またの名を+", "またの名は+", "通称+", "略称+", "旧称は+", "일명", "별칭", "약칭", "다른 이름은",
	// others
	"उर्फ", "उर्फ़", "juga dikenal sebagai", "dikenal sebagai", "juga dikenali sebagai", "còn gọi là", "hay còn gọi là", "หรือที่รู้จักกันในชื่อ+",
}

// glues marks a phrase to which the name is glued.
const glues = "+"

// otherName is a phrase of knownAs without that mark.
type otherName struct {
	phrase, capitals string // of one length
	glued            bool
}

// knownAsBy holds the phrases by the startSlot of small letters and of capitals, with
// and without marks, the longest first.
var knownAsBy = func() (by [1 << 10][]otherName) {
	put := func(phrase string, glued bool) {
		capitals := strings.Map(func(r rune) rune {
			if upper := unicode.ToUpper(r); utf8.RuneLen(upper) == utf8.RuneLen(r) {
				return upper
			}
			return r
		}, phrase)
		o := otherName{phrase, capitals, glued}
		for _, start := range []string{phrase, capitals} {
			if slot := startSlot(start); !slices.Contains(by[slot], o) {
				by[slot] = append(by[slot], o)
			}
		}
	}
	for _, phrase := range knownAs {
		phrase, glued := strings.CutSuffix(phrase, glues)
		put(phrase, glued)
		put(stripMarks(phrase), glued)
	}
	for _, of := range by {
		slices.SortStableFunc(of, func(a, b otherName) int { return len(b.phrase) - len(a.phrase) })
	}
	return by
}()

// startSlot is a hash of the two bytes that a text starts with; letters of ASCII have that
// of their capitals.
func startSlot(text string) int { return int(text[0]&31)<<5 | int(text[1]&31) }

// nextKnownAs finds the first phrase of knownAs in a string from a place on, with a
// name before it: it is s[at:end]. Without one, at is -1.
func nextKnownAs(s string, from int) (at, end int) {
	for i := max(from, 1); i < len(s)-1; i++ {
		if s[i] < utf8.RuneSelf && isLetterOrDigit(s[i-1]) { // within a word, as most places are
			continue
		}
		if len(knownAsBy[startSlot(s[i:])]) == 0 || !mayBegin(s, from, i) {
			continue
		}
		if end := knownAsAt(s, i); end > 0 {
			return i, end
		}
	}
	return -1, -1
}

// isLetterOrDigit reports those of ASCII.
func isLetterOrDigit(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

// mayBegin says whether a word begins at i behind another that begins at from or later, or in
// a script that writes words without spaces behind anything.
func mayBegin(s string, from, i int) bool {
	if s[i] >= utf8.RuneSelf {
		if r, _ := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError {
			return false // within a letter
		} else if unspaced(ScriptOf(r)) {
			return true
		}
	}
	before := prevRune(s, i)
	r, _ := runeAt(s, before)
	return before > 0 && i > from && !isWordRune(r) && r != '\'' && r != '-'
}

// knownAsAt returns where the phrase that starts there ends; 0 if none does.
func knownAsAt(s string, at int) int {
	if at+1 >= len(s) {
		return 0
	}
	phrases := knownAsBy[startSlot(s[at:])]
	for i := range phrases {
		o := &phrases[i]
		end := at + len(o.phrase)
		if end >= len(s) || !o.mayBe(s[at:]) || !strings.EqualFold(s[at:end], o.phrase) {
			continue
		}
		if r, _ := runeAt(s, end); o.glued || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return end
		}
	}
	return 0
}

// mayBe compares the first bytes: every word of a mention is asked for, and nearly all
// differ there.
func (o *otherName) mayBe(s string) bool {
	const most = 6
	for i := range min(most, len(o.phrase)) {
		if s[i] != o.phrase[i] && s[i] != o.capitals[i] {
			return false
		}
	}
	return true
}
