package index

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Builder collects entities into a segment.
type Builder struct {
	// Ahead has names read while more entities come, which pays where they come
	// slowly. They should come by ID: else it is in vain.
	Ahead bool

	lexicon *name.Lexicon
	labels  labels
	records []byte
	ends    []uint32
	folds   []byte // folded forms by alias, until it is known which differ from their words'
	foldEnd []uint32

	last    string  // ID of the entity that came last
	parts   []*part // what is read ahead, of the first entities
	taken   int     // how many those are
	reading sync.WaitGroup

	vocabularies     []vocabulary     // one for each core
	freeVocabularies chan *vocabulary // those that nobody reads with
}

// NewBuilder returns a builder of a segment that reads names with the lexicon.
func NewBuilder(l *name.Lexicon) *Builder {
	b := &Builder{lexicon: l, labels: labels{newNumbering[string](), newNumbering[form]()}}
	b.vocabularies = make([]vocabulary, runtime.GOMAXPROCS(0))
	b.freeVocabularies = make(chan *vocabulary, len(b.vocabularies))
	for i := range b.vocabularies {
		b.freeVocabularies <- &b.vocabularies[i]
	}
	return b
}

// Add adds an entity. Of two with one ID the later counts.
func (b *Builder) Add(e *Entity) {
	b.records = appendEntity(b.records, e, &b.labels)
	b.ends = append(b.ends, uint32(len(b.records)))
	if !b.Ahead {
		return
	}
	if b.Ahead = e.ID > b.last; !b.Ahead {
		b.parts, b.taken = nil, 0
		return
	}
	b.last = e.ID
	if len(b.ends)-b.taken == aheadEntities {
		b.readAhead(b.taken, len(b.ends))
	}
}

// aheadEntities is how many entities are read ahead at once: fewer make more parts
// to join, and of more, more is left to read when the last one has come.
const aheadEntities = 1 << 14

// readAhead begins to read the names of a range of entities. What has come does
// not change any more, and neither do the arrays that it is in now.
func (b *Builder) readAhead(from, to int) {
	come := &Segment{records: b.records, recordEnd: b.ends, types: b.labels.types.all, forms: b.labels.forms.all}
	p := &part{}
	b.parts, b.taken = append(b.parts, p), to
	b.reading.Go(func() { b.readPart(p, come, from, to) })
}

// Build finishes the segment. The builder must not be used after it.
func (b *Builder) Build() *Segment {
	s := &Segment{types: b.labels.types.all, forms: b.labels.forms.all}
	parts := b.read(s)
	texts := b.number(s, parts)
	b.analyse(s, texts)
	together(func() { b.post(s) }, func() { b.count(s) })
	b.keys(s)
	return s
}

// order moves the entities into the segment by ID.
func (b *Builder) order(s *Segment) {
	order := make([]uint32, len(b.ends))
	for i := range order {
		order[i] = uint32(i)
	}
	id := func(i uint32) string {
		r := reader{span(b.records, b.ends, i)}
		return r.text("")
	}
	slices.SortFunc(order, func(x, y uint32) int { return cmp.Or(strings.Compare(id(x), id(y)), cmp.Compare(y, x)) })
	order = slices.CompactFunc(order, func(x, y uint32) bool { return id(x) == id(y) })
	s.records, s.recordEnd = make([]byte, 0, len(b.records)), make([]uint32, 0, len(order))
	for _, i := range order {
		s.records = append(s.records, span(b.records, b.ends, i)...)
		s.recordEnd = append(s.recordEnd, uint32(len(s.records)))
	}
	b.records, b.ends = nil, nil
}

// workers is how many goroutines share n items of work.
func workers(n int) int { return max(1, min(runtime.GOMAXPROCS(0), n/512)) }

// share runs work on n items in even ranges, one for each worker, and waits.
func share(n int, work func(worker, from, to int)) {
	count := workers(n)
	var wg sync.WaitGroup
	for i := range count {
		wg.Go(func() { work(i, n*i/count, n*(i+1)/count) })
	}
	wg.Wait()
}

// together runs all at once and waits.
func together(all ...func()) {
	var wg sync.WaitGroup
	for _, work := range all {
		wg.Go(work)
	}
	wg.Wait()
}

// vocabulary numbers words. A reader of names has
// one to itself for as long as it reads, and the next one goes on with it: what
// many parts share then has one number.
type vocabulary struct {
	tokenizer *name.Tokenizer // nil until something is read
	numbering[string]
}

// part is what the names of a range of entities are read as, with words numbered
// by a vocabulary.
type part struct {
	vocabulary *vocabulary
	aliases    []readAlias
	words      []uint32
	folds      []byte
	foldEnd    []uint32
}

// readAlias is a row of an alias and the entity whose it is.
type readAlias struct {
	aliasRow
	entity uint32
}

// read takes the names of all entities apart into words.
func (b *Builder) read(s *Segment) []*part {
	if b.taken > 0 {
		from, left := b.taken, len(b.ends)-b.taken
		for i, n := 0, workers(left); i < n; i++ {
			b.readAhead(from+left*i/n, from+left*(i+1)/n)
		}
		b.reading.Wait()
		s.records, s.recordEnd = slices.Clone(b.records), slices.Clone(b.ends)
		b.records, b.ends = nil, nil
		return b.parts
	}
	b.order(s)
	parts := make([]*part, workers(s.Entities()))
	share(s.Entities(), func(worker, from, to int) {
		parts[worker] = &part{}
		b.readPart(parts[worker], s, from, to)
	})
	return parts
}

// readPart takes the names of a range of entities apart.
func (b *Builder) readPart(p *part, s *Segment, from, to int) {
	v := <-b.freeVocabularies
	defer func() { b.freeVocabularies <- v }()
	if v.tokenizer == nil {
		v.tokenizer, v.numbering = b.lexicon.Tokenizer(), newNumbering[string]()
	}
	p.vocabulary = v
	var seen []string
	for e := from; e < to; e++ {
		p.readEntity(b.lexicon, s, uint32(e), &seen)
	}
}

// readEntity takes the names of an entity apart: each as it is, and then what else it
// lists, so that a name of its own is never taken for a part of a longer one.
func (p *part) readEntity(l *name.Lexicon, s *Segment, entity uint32, seen *[]string) {
	r := s.record(entity)
	r.number()
	for range r.number() {
		r.exclusion()
	}
	*seen = (*seen)[:0]
	n := int(r.number())
	again, lists := r, false
	for ordinal := range n {
		a := r.alias(s.forms)
		p.readName(a.Value, ordinal, a.Class, entity, seen)
		lists = lists || name.IsList(a.Value)
	}
	for ordinal := 0; lists && ordinal < n; ordinal++ {
		a := again.alias(s.forms)
		for _, other := range l.Alternatives(a.Value)[1:] {
			p.readName(other, ordinal, a.Class, entity, seen)
		}
	}
}

func (p *part) readName(value string, ordinal int, class match.AliasClass, entity uint32, seen *[]string) {
	n := p.vocabulary.tokenizer.Tokens(value)
	if slices.Contains(*seen, n.Folded) {
		return
	}
	*seen = append(*seen, n.Folded)
	meta := uint32(ordinal)<<metaBits | uint32(name.CaseOf(value))<<metaCase | uint32(class)
	for _, t := range n.Tokens {
		p.words = append(p.words, p.vocabulary.of(t.Text, strings.Clone))
	}
	p.folds = append(p.folds, n.Folded...)
	p.foldEnd = append(p.foldEnd, uint32(len(p.folds)))
	p.aliases = append(p.aliases, readAlias{aliasRow{end: uint32(len(p.words)), meta: meta}, entity})
}

// number joins the vocabularies and numbers their words by hash. It returns the words' texts.
func (b *Builder) number(s *Segment, parts []*part) []string {
	var all []string
	first := map[*vocabulary]uint32{} // place of its first word in all
	for i := range b.vocabularies {
		v := &b.vocabularies[i]
		first[v] = uint32(len(all))
		all = append(all, v.all...)
	}
	b.vocabularies, b.freeVocabularies = nil, nil
	order := make([]pair, len(all))
	for i, text := range all {
		order[i] = newPair(hash32(kindWord, bytesOf(text)), uint32(i))
	}
	sortByKey(order)
	texts := make([]string, 0, len(all))
	number := make([]uint32, len(all))
	s.wordHash = make([]uint32, 0, len(all))
	for same := range runs(order) {
		if len(same) > 1 {
			slices.SortFunc(same, func(x, y pair) int { return strings.Compare(all[uint32(x)], all[uint32(y)]) })
		}
		for i, p := range same {
			if text := all[uint32(p)]; i == 0 || texts[len(texts)-1] != text {
				texts, s.wordHash = append(texts, text), append(s.wordHash, uint32(p>>32))
			}
			number[uint32(p)] = uint32(len(texts) - 1)
		}
	}
	s.wordHash = slices.Clip(s.wordHash)
	buckets := newBuckets(len(texts))
	s.wordShift, s.wordBucket = buckets.shift, buckets.fill(len(s.wordHash), func(i int) uint32 { return s.wordHash[i] })

	aliases, words := 0, 0
	for _, p := range parts {
		aliases, words = aliases+len(p.aliases), words+len(p.words)
	}
	s.aliases = make([]aliasRow, 0, aliases)
	s.owners = newOwners(aliases, func(yield func(uint32)) { firstAliases(parts, yield) })
	aliasWords, folded := make([]uint32, 0, words), make([]pair, 0, aliases)
	for i, p := range parts {
		firstAlias, firstWord := uint32(len(s.aliases)), uint32(len(aliasWords))
		for _, a := range p.aliases {
			a.end += firstWord
			s.aliases = append(s.aliases, a.aliasRow)
		}
		of := number[first[p.vocabulary]:]
		for _, w := range p.words {
			aliasWords = append(aliasWords, of[w])
		}
		firstFold := uint32(len(b.folds))
		b.folds = append(b.folds, p.folds...)
		for a, end := range p.foldEnd {
			folded = append(folded, newPair(hash32(kindFolded, span(p.folds, p.foldEnd, uint32(a))), firstAlias+uint32(a)))
			b.foldEnd = append(b.foldEnd, firstFold+end)
		}
		parts[i] = nil
	}
	s.aliasWords = numbersOf(aliasWords, widthOf(len(texts)))
	sortByKey(folded)
	s.folded = newMultimap(folded)
	return texts
}

// analyse reads every word once.
func (b *Builder) analyse(s *Segment, texts []string) {
	n := len(texts)
	type part struct {
		records                               []byte
		end                                   []uint32
		skeletons, shorter, clipped, concepts []pair
		space                                 keySpace
	}
	parts := make([]part, workers(n))
	s.wordSound, s.wordRows = make([]sound, n), make([]wordRow, 0, n)
	phons := make([]pair, n)
	share(n, func(worker, from, to int) {
		p := &parts[worker]
		for i := from; i < to; i++ {
			w, number := b.lexicon.Word(texts[i]), uint32(i)
			p.records = appendWord(p.records, &w)
			p.end = append(p.end, uint32(len(p.records)))
			s.wordSound[i] = soundOf(&w)
			phons[i] = newPair(hash32(kindPhonetic, bytesOf(w.Phon[0])), number)
			wholeKeys(&w, func(k []byte) { p.skeletons = append(p.skeletons, newPair(hash32(kindSkeleton, k), number)) })
			for _, skel := range w.Skel {
				p.space.shorterKeys(skel, func(k []byte) { p.shorter = append(p.shorter, newPair(hash32(kindShorter, k), number)) })
			}
			if writesVowels(w.Script, name.Latin) {
				p.space.clippedKeys(w.Phon[0], func(k []byte) { p.clipped = append(p.clipped, newPair(hash32(kindClipped, k), number)) })
			}
			for _, c := range w.Concepts {
				p.concepts = append(p.concepts, newPair(conceptKey(c), number))
			}
		}
		sortByKey(p.skeletons, p.shorter, p.clipped, p.concepts)
	})
	var skeletons, shorter, clipped, concepts [][]pair
	for i := range parts {
		p := &parts[i]
		first := uint32(len(s.words))
		s.words = append(s.words, p.records...)
		for _, end := range p.end {
			s.wordRows = append(s.wordRows, wordRow{end: first + end})
		}
		skeletons, shorter = append(skeletons, p.skeletons), append(shorter, p.shorter)
		clipped, concepts = append(clipped, p.clipped), append(concepts, p.concepts)
		*p = part{}
	}
	s.words = slices.Clip(s.words)
	together(
		func() { s.skeletons = newMultimap(skeletons...) },
		func() { s.shorter = newMultimap(shorter...) },
		func() { s.clipped = newMultimap(clipped...) },
		func() { s.concepts = newMultimap(concepts...) },
	)
	sortByKey(phons)
	for i, p := range phons {
		if h := uint32(p >> 32); i == 0 || h != s.phonHash[len(s.phonHash)-1] {
			s.phonHash = append(s.phonHash, h)
		}
		s.wordRows[uint32(p)].phon = uint32(len(s.phonHash) - 1)
	}
	s.phonHash = slices.Clip(s.phonHash)
	buckets := newBuckets(len(s.phonHash))
	s.phonShift, s.phonBucket = buckets.shift, buckets.fill(len(s.phonHash), func(i int) uint32 { return s.phonHash[i] })
}

// firstAliases yields the first alias of each entity.
func firstAliases(parts []*part, yield func(alias uint32)) {
	alias, last := uint32(0), -1
	for _, p := range parts {
		for _, a := range p.aliases {
			if int(a.entity) != last {
				yield(alias)
				last = int(a.entity)
			}
			alias++
		}
	}
}

// post lists each word's aliases.
func (b *Builder) post(s *Segment) {
	end := make([]uint32, s.Words())
	each := func(yield func(alias, word uint32)) {
		for a := range uint32(s.Aliases()) {
			words := s.wordsOf(a)
			for i, w := range words.all {
				if !words.earlier(i) {
					yield(a, w)
				}
			}
		}
	}
	total := uint32(0)
	each(func(_, w uint32) { end[w]++; total++ })
	sum := uint32(0)
	for w, n := range end {
		end[w], sum = sum, sum+n
	}
	postings := make([]uint32, total)
	each(func(a, w uint32) { postings[end[w]] = a; end[w]++ })
	s.postings, s.postingEnd = numbersOf(postings, widthOf(s.Aliases())), end
}

// count counts the entities of each phonetic form and concept.
func (b *Builder) count(s *Segment) {
	s.phonCount = make([]uint32, len(s.phonHash))
	last := make([]uint32, len(s.phonHash)) // entity + 1 that was counted last
	for a := range s.aliases {
		e := s.owners.of(uint32(a))
		for _, w := range s.wordsOf(uint32(a)).all {
			if p := s.wordRows[w].phon; last[p] != e+1 {
				last[p] = e + 1
				s.phonCount[p]++
			}
		}
	}
	s.conceptCount = make([]uint32, b.lexicon.Concepts()+1)
	last = make([]uint32, len(s.conceptCount))
	for a := range s.aliases {
		e := s.owners.of(uint32(a))
		for _, w := range s.wordsOf(uint32(a)).all {
			r := reader{s.wordRecord(w)}
			for range r.number() {
				if c := r.number(); last[c] != e+1 {
					last[c] = e + 1
					s.conceptCount[c]++
				}
			}
		}
	}
}

// keys makes the keys that need an alias's words together.
func (b *Builder) keys(s *Segment) {
	n := s.Aliases()
	type part struct {
		long, foreign, short, joined []pair
		odd                          []uint32
	}
	parts := make([]part, workers(n))
	s.signs = make([]sign, n)
	share(n, func(worker, from, to int) {
		p := &parts[worker]
		var x match.Sentence
		acronyms, joiner := newAcronymKeys(), joiner{}
		p.foreign, p.joined = make([]pair, 0, foreignAhead*(to-from)), make([]pair, 0, joinedAhead*(to-from))
		for i := from; i < to; i++ {
			a := uint32(i)
			s.sentence(a, &x)
			next := 0
			if !s.foldsTo(a, view(span(b.folds, b.foldEnd, a)), func(uint32) string { next++; return x.Words[next-1].Folded }) {
				p.odd = append(p.odd, a)
			}
			s.signs[a] = signOf(x.Words)
			joiner.keys(x.Words, func(k []byte, _, _ int) { p.joined = append(p.joined, newPair(joinedHash(k), a)) })
			if match.TypeClassOf(s.entityType(s.owners.of(a))) == match.Person {
				continue // people have initials, not acronyms
			}
			acronyms.each(b.lexicon, x.Words,
				func(k uint32) { p.long = append(p.long, newPair(k, a)) },
				func(k uint32) { p.foreign = append(p.foreign, newPair(k, a)) })
			if k := match.ShortKey(x.Words); k != 0 {
				p.short = append(p.short, newPair(acronymHash(kindShort, k), a))
			}
		}
		sortByKey(p.long, p.foreign, p.short, p.joined)
	})
	gather := func(of func(*part) []pair) packedMap {
		var lists [][]pair
		for i := range parts {
			lists = append(lists, of(&parts[i]))
		}
		return newPackedMap(lists...)
	}
	for i := range parts {
		for _, a := range parts[i].odd {
			s.odd, s.oddFolds = append(s.odd, a), append(s.oddFolds, string(span(b.folds, b.foldEnd, a)))
			s.aliases[a].meta |= metaOdd
		}
	}
	together(
		func() { s.long = gather(func(p *part) []pair { return p.long }) },
		func() { s.foreign = gather(func(p *part) []pair { return p.foreign }) },
		func() { s.short = gather(func(p *part) []pair { return p.short }) },
		func() { s.joined = gather(func(p *part) []pair { return p.joined }) },
	)
}

// So many keys names of organizations have on average, and other names no more: room
// for them beforehand spares lists as large as the index from growing.
const (
	foreignAhead = 8
	joinedAhead  = 3
)

// sentence reads an alias's words into x, whose words are overwritten.
func (s *Segment) sentence(alias uint32, x *match.Sentence) {
	words := s.wordsOf(alias)
	x.Words = room(x.Words, words.n)
	for i, w := range words.all {
		readWord(s.wordRecord(w), x.Words[i])
	}
}

// room returns n words to overwrite, those that a slice has before new ones.
func room(words []*name.Word, n int) []*name.Word {
	words = words[:cap(words)]
	for i := range words {
		if words[i] == nil {
			words[i] = new(name.Word)
		}
	}
	for len(words) < n {
		words = append(words, new(name.Word))
	}
	return words[:n]
}

// bytesOf views a string as bytes that must not change.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
