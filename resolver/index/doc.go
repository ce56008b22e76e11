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
//	entities  IDs in order, records: type, exclusions, names with language and kind
//	aliases   entity, place and class, signature, word numbers
//	words     records of name.Word, sound, postings; numbered by hash
//	keys      multimaps of 32-bit hashes: skeleton, skeleton less one consonant, concept -> words;
//	          folded form, acronym letters, words written as one -> aliases
//
// A multimap is sorted keys with a table of where each range of them starts:
// a lookup is two dependent reads and a list. A key with one number holds it in
// place of the list.
//
// Segment.arrays lists them all: for Memory, and for files. WriteTo writes an
// index as it is, arrays as they are in memory, and Read views them in place, after
// it has checked that no number of them leads astray (check.go).
//
// # A lookup
//
//  1. The hash of the folded mention finds the aliases that fold alike. If there
//     are any, they are the candidates, with those whose words written as one
//     have its skeleton: nothing else is as much alike.
//  2. Otherwise acronym letters and words written as one find aliases directly,
//     and each word finds table words: itself, those of its concepts, and those
//     that share a skeleton or one less a consonant. The eight bytes of their
//     sounds, an array of their own and so independent reads, tell which few are
//     read and compared by the matcher.
//  3. The rarest word's hits are walked first, then the next, until no alias that
//     was not seen can be worth (1 - slackShare) of the best. An alias's signature
//     tells, before the alias is touched, which of the other words it can have;
//     the maxSurvivors best are read and verified.
//  4. The verified are ordered by worth: rarity that met, less a share of what the
//     alias has besides. When the best covers the mention, those that are worth
//     marginBits less are dropped; at most maxCandidates go to the scorer.
//
// Scratch space comes from a pool; a search allocates its result only. A Reader
// reads a word that several candidates have once.
//
// # Limits
//
// Work is bounded whatever the table: words of a key (maxKeyWords, or
// maxOtherWords where two differ in one consonant), words compared (maxCompared,
// maxComparedBare), words of a mention looked for by sound (maxFuzzy), aliases
// walked (maxPostings), verified (maxSurvivors a word) and returned
// (maxCandidates). A word that is too common to be walked after others only
// counts where others lead. None of these cuts an alias that folds to the
// mention; only when more than maxFolded entities share one folded form are the
// later IDs left out. A segment holds below 2^31 aliases and words and 4 GiB of
// records.
package index
