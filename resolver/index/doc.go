// Package index finds, among many aliases, the few that a mention could mean.
//
// An Index is an immutable value: one large segment, some small ones with later
// changes, and counters of what is gone. With returns a new value that shares
// all segments; Compact one of a single segment. Both answer as if the table had
// been built at once: a word's rarity comes from exact counts of live entities
// (sums over segments less what is gone), every list that is cut is cut in an
// order that no segment decides (gain, word hash, entity ID), and ties end in
// the ID.
//
// # Memory
//
// A segment is flat arrays and byte blobs, so that the garbage collector has
// nothing to follow, whatever the table's size:
//
//	entities  records in the order of IDs: ID, type, exclusions, names with language and kind
//	aliases   a row each (end of its words, place and class); whose it is; signatures; word numbers
//	words     a row each (end of its record, phonetic form), records of name.Word, sounds, postings;
//	          numbered by hash
//	keys      multimaps of 32-bit hashes: skeleton, skeleton less one consonant, clipped phonetic form,
//	          concept -> words; folded form, acronym letters, words written as one -> aliases
//
// A multimap is sorted keys, each beside its number or the place of its list,
// with a table of where each range of them starts: a lookup is two dependent
// reads, and a third where there is a list. Lists of which only the first aliases
// are looked at, those of acronyms and words written as one, are packed: in a large
// table they are the longest. Numbers of aliases and words take as few bytes as the
// table's size allows, and keys no bits that the place where they stand tells: at a
// million aliases that spares a seventh of all.
//
// Segment.arrays lists them all: for Memory, and for files. WriteTo writes an
// index as it is, arrays as they are in memory, and Read views them in place, after
// it has checked that no number of them leads astray (check.go).
//
// # A lookup
//
//  1. The hash of the folded mention finds the aliases that fold alike (Reader.Bearers).
//     If there are any, they are the candidates: nothing else is as much alike.
//  2. Otherwise acronym letters, of the whole name or of some of its words, and
//     words written as one find aliases directly, and each word finds table words:
//     itself, those of its concepts, those that share its skeleton or its phonetic
//     form less one sound, and, if the table does not have the word, those whose
//     skeleton is one consonant away. Sixteen bytes of sounds a word, an array of
//     their own, tell the edits between two words without reading either; the
//     nearest are read and compared by the matcher, of words that are compared with
//     their vowels and of those without so many each; among the latter, the vowels
//     that they do write tell which are nearer. Where enough are an edit away, those
//     two edits further are not looked at.
//  3. The rarest word's hits are walked first, then the next, until no alias that
//     was not seen can be worth stopMargin bits less than the best. An alias's
//     signature tells, before its words are touched, which of the other words it
//     can have and what they are worth at most: of those that this lets be among
//     the returned ones (bar), the maxSurvivors best are verified.
//  4. The verified are ordered by worth: rarity that met, less a tax on each word
//     beyond those that met. When the best covers the mention, those that are worth
//     marginBits less are dropped; the sure best go to the scorer, and up to
//     maxCandidates in all, as far as they are worth candidateMargin less.
//
// # Why it is fast
//
// A read past the second cache costs as much as a hundred instructions, but ten
// that do not wait for one another hardly more than one. So steps come in
// batches: the sounds of a list's words are copied before the first is looked
// at, signatures likewise, and an alias's words, with their counts and its
// entity's record, are touched in two rounds before they are parsed. What is
// read together stands together, in one cache line. A listed name costs about
// fifteen such reads in six dependent steps, and no search. For other names
// a third of the time goes into finding words, a quarter into walking aliases, a
// fifth into scoring, and the rest into reading the mention and the answer. What
// was found for words of the table is kept (hotWords), since common words make
// the longest lists.
//
// Scratch space comes from a pool; a search allocates its result only. A Reader
// reads a word that several candidates have once.
//
// # Limits
//
// Work is bounded whatever the table: words of a key (maxKeyWords, or
// maxOtherWords and maxOtherVowels where two differ in a consonant), words
// compared (boundsOfVowels, boundsOfBare), words of a mention looked for by sound
// (maxFuzzy), aliases walked (maxPostings), verified (maxSurvivors a word) and
// returned (maxCandidates). The words of a long mention share what fullWords may
// cost: the more there are, the less hangs on each. A word that is too common to
// be walked after others only counts where others lead. None of these cuts an
// alias that folds to the mention; only when more than maxFolded entities share
// one folded form are the later IDs left out. A segment holds below 2^31 aliases
// and words and 4 GiB of records.
package index
