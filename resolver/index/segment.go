package index

import (
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Segment is an immutable set of entities with all that finds them, in flat
// arrays. Entities are numbered by ID, aliases by entity, words by the hash of
// their text; numbers are local to the segment.
type Segment struct {
	// Entities.
	records   []byte // see appendEntity
	recordEnd []uint32
	types     []string
	forms     []form

	// Aliases.
	owners     owners
	aliases    []aliasRow
	signs      []sign // thousands are read of one mention, so that they stand apart
	aliasWords numbers
	odd        []uint32 // the few whose folded form is not their words' folded forms
	oddFolds   []string // and what it is

	// Words.
	wordBucket []uint32 // see find
	wordShift  uint8
	wordHash   []uint32 // ascending; equal ones by text
	words      []byte   // records, see appendWord
	wordRows   []wordRow
	wordSound  []sound
	postingEnd []uint32 // where the word's aliases end in postings
	postings   numbers

	// Statistics.
	phonBucket   []uint32
	phonShift    uint8
	phonHash     []uint32 // ascending
	phonCount    []uint32 // entities that have a word of this phonetic form
	conceptCount []uint32 // by concept: entities that have a word of it

	// Keys.
	skeletons multimap  // skeleton -> words
	shorter   multimap  // skeleton with one consonant less -> words
	clipped   multimap  // first phonetic form, whole and with one sound less -> words whose script writes vowels
	concepts  multimap  // concept -> words
	folded    multimap  // folded name -> aliases
	long      packedMap // letters of a derived acronym -> aliases
	foreign   packedMap // letters of a derived acronym in another language -> aliases
	short     packedMap // letters of a name that may be an acronym -> aliases
	joined    packedMap // skeleton or syllables of words written as one -> aliases
}

// aliasRow is an alias: what is read of it together stands together.
type aliasRow struct {
	end  uint32 // where its words end in aliasWords
	meta uint32 // ordinal among the entity's names << metaBits | flags | class
}

// wordRow is a word of the table.
type wordRow struct {
	end  uint32 // where its record ends in words
	phon uint32 // place of its first phonetic form in phonHash
}

const (
	metaClass = 1<<4 - 1
	metaOdd   = 1 << 4
	metaCase  = 5 // two bits from here
	metaBits  = 7
)

func span(data []byte, ends []uint32, i uint32) []byte {
	start := uint32(0)
	if i > 0 {
		start = ends[i-1]
	}
	return data[start:ends[i]:ends[i]]
}

// Entities is how many entities the segment holds.
func (s *Segment) Entities() int { return len(s.recordEnd) }

// Aliases is how many aliases the segment holds.
func (s *Segment) Aliases() int { return len(s.aliases) }

// Words is how many different words the aliases have.
func (s *Segment) Words() int { return len(s.wordHash) }

func (s *Segment) id(entity uint32) string {
	r := s.whole(entity)
	return r.text("")
}

// find returns the entity with the ID.
func (s *Segment) find(id string) (uint32, bool) {
	i := uint32(sort.Search(s.Entities(), func(i int) bool { return s.id(uint32(i)) >= id }))
	return i, int(i) < s.Entities() && s.id(i) == id
}

// whole is an entity's record.
func (s *Segment) whole(entity uint32) reader { return reader{span(s.records, s.recordEnd, entity)} }

// record is an entity's record behind its ID.
func (s *Segment) record(entity uint32) reader {
	r := s.whole(entity)
	r.text("")
	return r
}

func (s *Segment) entityType(entity uint32) string {
	r := s.record(entity)
	return s.types[r.number()]
}

// entity reads an entity whole. Its strings are views of the segment.
func (s *Segment) entity(entity uint32) Entity {
	r := s.whole(entity)
	e := Entity{ID: r.text(""), Type: s.types[r.number()]}
	for range r.number() {
		_, not := r.exclusion()
		e.Not = append(e.Not, not)
	}
	n := r.number()
	e.Names = make([]Alias, n)
	for i := range e.Names {
		e.Names[i] = r.alias(s.forms)
	}
	return e
}

// shown reads what answers show of an entity: its ID, type and canonical name,
// and the one of its names that met.
func (s *Segment) shown(entity uint32, ordinal int) (id, entityType, canonical string, met Alias) {
	r := s.whole(entity)
	id, entityType = r.text(""), s.types[r.number()]
	for range r.number() {
		r.exclusion()
	}
	r.number()
	met = r.alias(s.forms)
	canonical = met.Value
	for range ordinal {
		met = r.alias(s.forms)
	}
	return id, entityType, canonical, met
}

// aliasesOf returns the range of an entity's aliases.
func (s *Segment) aliasesOf(entity uint32) (from, to uint32) {
	return s.owners.aliases(entity, s.Aliases())
}

// maxNames is from how many names on an entity is no likelier to be met by chance:
// further ones are of other languages and spellings of the same.
const maxNames = 16

// logNames is log2 of up to maxNames.
var logNames = func() (t [maxNames + 1]float32) {
	for n := range t[1:] {
		t[n+1] = float32(math.Log2(float64(n + 1)))
	}
	return t
}()

// namesOf is log2 of the names that the entity of an alias has.
func (s *Segment) namesOf(alias uint32) float32 {
	from, to := alias, alias+1
	for !s.owners.begins(from) {
		from--
	}
	for int(to) < len(s.aliases) && !s.owners.begins(to) {
		to++
	}
	return logNames[min(to-from, maxNames)]
}

func (s *Segment) ordinal(alias uint32) int { return int(s.aliases[alias].meta >> metaBits) }

func (s *Segment) class(alias uint32) match.AliasClass {
	return match.AliasClass(s.aliases[alias].meta & metaClass)
}

func (s *Segment) caseOf(alias uint32) name.Case {
	return name.Case(s.aliases[alias].meta >> metaCase & 3)
}

func (s *Segment) wordsOf(alias uint32) numbers {
	start, end := uint32(0), s.aliases[alias].end
	if alias > 0 {
		start = s.aliases[alias-1].end
	}
	return s.aliasWords.part(int(start), int(end))
}

func (s *Segment) aliasesWith(word uint32) numbers { return s.postings.spanOf(s.postingEnd, word) }

func (s *Segment) wordRecord(word uint32) []byte {
	end := s.wordRows[word].end
	return s.words[s.recordStart(word):end:end]
}

// recordStart is where a word's record starts in words.
func (s *Segment) recordStart(word uint32) uint32 {
	if word == 0 {
		return 0
	}
	return s.wordRows[word-1].end
}

// word returns the segment's word with the text.
func (s *Segment) word(text string) (uint32, bool) {
	h := hash32(kindWord, bytesOf(text))
	i := find(s.wordBucket, s.wordShift, s.wordHash, h)
	if i < 0 {
		return 0, false
	}
	for ; i < len(s.wordHash) && s.wordHash[i] == h; i++ {
		if wordText(s.wordRecord(uint32(i))) == text {
			return uint32(i), true
		}
	}
	return 0, false
}

// oddFold is the folded form of an alias that is marked as odd.
func (s *Segment) oddFold(alias uint32) string {
	i, _ := slices.BinarySearch(s.odd, alias)
	return s.oddFolds[i]
}

// foldsTo says whether the alias's folded form is the text. folded reads a
// word's, which the caller may have at hand.
func (s *Segment) foldsTo(alias uint32, text string, folded func(word uint32) string) bool {
	if s.aliases[alias].meta&metaOdd != 0 {
		return s.oddFold(alias) == text
	}
	words := s.wordsOf(alias)
	for i := range words.n {
		if i > 0 {
			if text == "" || text[0] != ' ' {
				return false
			}
			text = text[1:]
		}
		var ok bool
		if text, ok = strings.CutPrefix(text, folded(words.at(i))); !ok {
			return false
		}
	}
	return text == ""
}
