// Package resolver answers which entity of a table a string names, and how sure
// that is:
//
//	r := resolver.New(slices.Values([]resolver.Entity{
//		{ID: "kh", Name: "Kata'ib Hezbollah", Aliases: []resolver.Alias{{Value: "كتائب حزب الله"}}},
//		{ID: "hezbollah", Name: "Hezbollah"},
//	}), nil)
//	r.Resolve(resolver.Mention{Text: "Катаиб Хезболла"}, resolver.Policy{})
//
// The mention shares no letter with the table, but it is RESOLVED as kh:
//
//	normalize    катаиб хезболла    kataib, khezbolla; a unit word and a rare one
//	candidates   كتائب حزب الله     by skeleton and concept; also Hezbollah
//	match        Катаиб ~ Kata'ib   one concept             weighed in bits
//	             Хезболла ~ Hezbollah                       that sum to log-odds
//	decide       kh, hezbollah, nobody share a probability of 1; kh has enough
//
// Texts inflect names, and lists do not: where the table lists a mention but for
// particles or endings of its words (لحماس, Press TV'nin, Хезболлы), it is read as
// that name, too.
//
// The parts are package name (a string to words), package index (words to
// candidates) and package match (two names to evidence). [Resolver.Resolve]
// reads as these four steps; [Resolver.Explain], [Resolver.Compare] and
// [Resolver.Analyze] show what one of them does.
//
// # Answers
//
// Of the bits of a candidate's evidence the sum is its log-odds against no
// match, and nothing else goes into its probability: that is 2 to the power of
// the sum, divided by the total over all candidates and 1 for nobody. So two
// entities that share a name share the probability, and the [Outcome] is
// AMBIGUOUS, never a coin toss; and a name that nobody in the table has is
// NO_MATCH, which is an answer and no error. Similarity is of the two strings
// alone and goes into nothing.
//
// What the table says an entity is not ([Entity].Not) is final: the entity is no
// candidate, whatever the evidence, in any spelling that folds to the same but those
// of its own names.
//
// # Promises
//
// The package is pure: no input or output, no clock, no environment, no log. A
// [Resolver] is immutable and safe for concurrent use; [Resolver.With] makes a
// new one at the cost of the change. Answers depend on the mention, the
// policy, the entities, the terms and [ModelVersion] alone: not on the order
// in which entities came, nor on the changes that led to them.
//
// # Limits
//
//   - Callers keep mentions and aliases to 1,024 bytes; of a name the first
//     name.MaxTokens words count.
//   - A bounded number of aliases is scored for each mention, see package index.
//   - Text that is no UTF-8 is read as far as it goes; the bytes between are
//     nobody's name.
package resolver
