// Package match weighs one name against another: a mention as it was written
// against an alias as the table has it. It aligns their words, counts what met
// and what did not, and sums the counts into log-odds that the alias is meant.
//
//	mention    Kata'ib   Khorasani   of   Basra
//	                  \ /
//	                   X
//	                  / \
//	alias     Khurasani  Brigades
//
//	word_sounds      Khorasani ~ Khurasani   o for u in a rare word     +6.4
//	word_translated  Kata'ib ~ Brigades      one concept, many have it  +2.4
//	word_extra       Basra                   the alias has no such word -0.7
//	reordered                                                           -0.6
//	coverage         half of the mention, nearly all of the alias       -3.1
//	shape            one distinguishing word met, it differs a little   -0.2
//	prior            for a table of this size                           -1.0
//	                                                                   -----
//	bits                                                                +3.2
//
// 3.2 bits are odds of 9 to 1 for the alias. The figures are of one model and
// move with every fit; the kinds are those of [Feature.Kind].
//
// # Theory
//
// The mention is seen as an alias sent through a noisy channel: someone
// transliterated it, translated words, abbreviated, swapped, left out, added
// and misspelled. The score of an [Alignment] is
//
//	log2 P(mention | this alias is meant) / P(mention | anything else)
//	  + log2 P(alias is meant) / P(nobody is)
//
// in bits, as a sum of one term for each observation: the weights of record
// linkage (Fellegi & Sunter 1969, A Theory for Record Linkage). Two things are
// not as in their paper. Weights are not set from agreement rates under
// independence, but fitted together as a multinomial logit over the candidates
// of a mention and nobody (McFadden 1974), so that observations which say the
// same thing twice share one weight; 2 to the power of the score is the
// candidate's odds against nobody. And the weight of a word grows with its
// [Rarity], log2 of the entities by those that have the word: the inverse
// document frequency of Spärck Jones (1972). Each kind of evidence has a slope
// for a word's rarity and a step for the word as such.
//
// Words that are not the same are compared by sound: a weighted edit distance
// (Wagner & Fischer 1974) between phonetic forms of package name, with a cost
// for each pair of sounds that was learned from pairs of names (Ristad &
// Yianilos 1998, Learning String-Edit Distance). There is a table of costs for
// each [Pairing] of writing systems: a vowel more is nothing between Arabic
// and Latin, and much between two Latin names. Slips of the finger are another
// channel and are measured by plain edit distance.
//
// The alignment is found greedily: every pair of words, every run of words
// against one word written together, and every word against the run it
// abbreviates is a possible link, as are runs of the same letters with other spaces; links
// are taken by falling [Gain] while their words are free. A word left over that says what
// several left over of the other side say together meets each of them (name.Composite). A
// name whose letters are the initials of all the other's
// words is explained by that alone, and a mention that is an alias but for a title
// before it and what the bearer is of, for legal forms and head words that say what an
// organization is and not which one ([HeadCount]), for what and where a place is, or for a
// country that other names of the entity have, counts as that name. One that is the battle or
// the story of it (name.Lexicon.IsEvent), its leader, or a person's party, is of another type.
// Two runs of words around an Arabic article are compared as they are spoken, too, which is how
// Turkish and Persian write them in one: Seyyidüşşüheda is Sayyid al-Shuhada. Relatives, twins and
// parts share most words of a name; namesake.go counts what is left. What an
// alias alone cannot know, [Model.Siblings] adds when all candidates are there,
// [Model.OwnScript] what the entity's names in the mention's own script say of a
// match across scripts, and [Model.Elsewhere] what its other names say of a word that
// the alias lacks.
//
// # One scorer
//
// The items of an [Alignment] are all that its score counts, so evidence is not
// computed a second time for people to read. Weights and sound costs stand in
// model.json, which tools/train writes; a feature that the file does not name
// weighs nothing, a name it should not have is an error.
//
// # Limits
//
//   - A name has at most name.MaxTokens words, 48: Met and Left keep a bit of a
//     uint64 for each.
//   - Of a phonetic form, 63 sounds are compared.
//   - One word meets at most three words written together, or six that it
//     abbreviates.
//   - An acronym has two to ten letters. Acronyms of translated words are
//     looked for in the languages of name.AcronymLanguages, and keys exist for
//     those of three letters and more, of names of up to six words; see
//     [LongKeys]. A number gives its digits (G7), and a month beside it a letter or
//     none. Acronyms of syllables are of the words as written, and blends of two or
//     more ([IsBlend]) of romanized ones too, but found only if they are of two Latin
//     words, or spell like an acronym of syllables. So are those of
//     some words of a name, which are found where they have three letters, and in a
//     mention where they are not spoken as a word; see [Initials] and [MixedKeys].
//   - Greedy is not optimal: an alignment that must give up its best link to
//     win by the others is not found.
//   - Costs do not obey the triangle inequality, so distances are no metric.
package match
