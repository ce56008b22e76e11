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
	phrase string
	glued  bool
}

// knownAsBy holds the phrases by their first byte, also that of capitals and that of
// Latin letters without marks, the longest first.
var knownAsBy = func() (by [256][]otherName) {
	put := func(first byte, phrase string) {
		phrase, glued := strings.CutSuffix(phrase, glues)
		if o := (otherName{phrase, glued}); !slices.Contains(by[first], o) {
			by[first] = append(by[first], o)
		}
	}
	for _, phrase := range knownAs {
		put(phrase[0], phrase)
		put(strings.ToUpper(phrase)[0], phrase)
		if bare := stripMarks(phrase); ScriptOf(rune(phrase[0])) == Latin {
			put(bare[0], bare)
			put(strings.ToUpper(bare)[0], bare)
		}
	}
	for _, of := range by {
		slices.SortStableFunc(of, func(a, b otherName) int { return len(b.phrase) - len(a.phrase) })
	}
	return by
}()

// nextKnownAs finds the first phrase of knownAs in a string from a place on, with a
// name before it: it is s[at:end]. Without one, at is -1.
func nextKnownAs(s string, from int) (at, end int) {
	begins := false // a word begins here, behind another
	for i := from; i < len(s); {
		r, size := runeAt(s, i)
		word := isWordRune(r) || r == '\'' || r == '-'
		if word && i > 0 && (begins || r >= utf8.RuneSelf && unspaced(ScriptOf(r))) {
			if end := knownAsAt(s, i); end > 0 {
				return i, end
			}
		}
		begins = !word && i > 0
		i += size
	}
	return -1, -1
}

// knownAsAt returns where the phrase that starts there ends; 0 if none does.
func knownAsAt(s string, at int) int {
	for _, o := range knownAsBy[s[at]] {
		end := at + len(o.phrase)
		if end >= len(s) || !strings.EqualFold(s[at:end], o.phrase) {
			continue
		}
		if r, _ := runeAt(s, end); o.glued || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return end
		}
	}
	return 0
}
