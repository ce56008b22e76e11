package name

import (
	"slices"
	"strings"
)

// participles are what English news says behind a hyphen of whose or from where somebody is.
var participles = []string{
	"administered", "affiliated", "aligned", "allied", "backed", "based", "born", "controlled", "dominated", "funded", "held",
	"inspired", "led", "linked", "occupied", "owned", "ruled", "run", "sponsored", "supported", "trained",
}

// clauses start what says behind a name whose or of whom it is, as words of one space between
// them: سرايا السلام التابعة للصدر, Kataib Hezbollah backed by Iran.
var clauses = []string{
	"backed by", "led by", "headed by", "commanded by", "loyal to", "affiliated with", "linked to", "allied with", "supported by",
	"dirigé par", "dirigée par", "soutenu par", "soutenue par", "lié à", "liée à", "proche de",
	"unter führung von", "unter der führung von", "angeführt von", "dirigido por", "dirigida por", "respaldado por", "liderado por", "guidato da", "guidata da", "legato a",
	"под руководством", "во главе с", "под командованием", "поддерживаемый", "поддерживаемая", "поддерживаемые", "підтримувані", "під керівництвом",
	"بزعامة", "بقيادة", "برئاسة", "التابع", "التابعة", "التابعين", "الموالي", "الموالية", "الموالين", "المدعوم", "المدعومة", "المدعومين", "المقرب", "المقربة", "المرتبط", "المرتبطة",
	"به رهبری", "به فرماندهی", "به ریاست", "وابسته به", "مورد حمایت", "نزدیک به", "به سرکردگی",
	"בהנהגת", "בראשות", "המזוהה עם", "הנתמך", "הנתמכת",
}

// WithoutClauses is what a mention names beside what says whose, from where or of whom that
// is, with blanks for the rest: Beirut-based Al-Mayadeen, Hamas-run Gaza Strip, لواء القدس
// الموالي للنظام. It is the mention where nothing says so, or no name is left, as in the
// US-led coalition.
func WithoutClauses(s string) string { return withoutClause(withoutParticiple(s)) }

func withoutParticiple(s string) string {
	for i := 0; ; {
		at := strings.IndexByte(s[i:], '-') + i
		if at < i {
			return s
		}
		i = at + 1
		said, rest, more := strings.Cut(s[i:], " ")
		if !more || !slices.Contains(participles, said) {
			continue
		}
		if rest = strings.TrimLeft(rest, " "); rest == "" || !isUpperAt(rest, 0) {
			continue
		}
		start := strings.LastIndexByte(s[:at], ' ') + 1
		return s[:start] + string(blanks(len(s)-len(rest)-start)) + rest
	}
}

// withoutClause cuts a mention before the first clause behind two words, or one that has
// letters enough to be a name.
func withoutClause(s string) string {
	const least = 6 // bytes of a name
	for i := strings.IndexByte(s, ' '); i >= 0; {
		rest := s[i+1:]
		if i >= least && slices.ContainsFunc(clauses, func(clause string) bool {
			return strings.HasPrefix(rest, clause) && strings.HasPrefix(rest[len(clause):], " ")
		}) {
			return s[:i] + string(blanks(len(s)-i))
		}
		next := strings.IndexByte(rest, ' ')
		if next < 0 {
			return s
		}
		i += 1 + next
	}
	return s
}
