// Package name reads names. It turns a string, in any script and any of its
// spellings, into words that can be compared:
//
//	"Kata'ib Hezbollah's"      Kata'ib    Hezb      ollah
//	folded                     kataib     hezb      ollah
//	phonetic                   kataib     hezb      ola
//	skeleton                   ktb        hsb       l
//	role and concept           brigade    party     god
//
//	"كتائب حزب الله"           كتائب      حزب       الله
//	folded                     كتايب      حزب       الله
//	first reading              ktaib      hzb       allah
//	phonetic                   ktaib      hzb       ala
//	skeleton                   ktb        hsb       l
//	role and concept           brigade    party     god
//
// The two strings have no letter in common, and the same skeletons and
// concepts. Package match weighs what is left.
//
// # The way of a string
//
//   - [Fold] makes equal what writers and keyboards exchange freely: case,
//     marks, apostrophes, forms of Arabic letters, traditional and simplified
//     Chinese characters, digits, widths. It is idempotent, and knows no language
//     and no lexicon.
//   - [Lexicon.Tokens] finds the words: phrases that the lexicon knows are one
//     word, and compounds, runs of unspaced scripts, what of them stands beside
//     Latin letters or digits (JSR株式会社, 第45旅), dotted initials and camel case
//     come apart. Offsets are bytes of the string as given.
//   - [Lexicon.Word] analyses a word by itself: its [Role], the [Concept] it
//     says, its [Readings] in Latin letters, and of each reading the phonetic
//     form (a byte a sound, see phonetic.go) and the consonant skeleton.
//   - [Lexicon.Alternatives] parts a string that lists several names, such as a long
//     form and its acronym in brackets, one name also known as another, or a person's
//     with a nickname in quotation marks. [WithoutClauses] leaves out what news says of
//     whose a name is: Beirut-based Al-Mayadeen.
//
// Han characters have several readings: as Chinese, as Japanese names that are known, as
// the names of Koreans and Vietnamese where a family name of theirs comes first, and as
// the sounds of a foreign name (卡尔顿 is Carlton, see transcription.go). What other scripts
// spell out letter by letter reads as the letters (बीजेपी is BJP, see letters.go).
//
// A concept is a sense that words of many languages share (brigade, kataib,
// لواء, 旅), so a translated word meets its original. A Slavic word says it in any
// case form and any romanization, see respelling.go. Where one language says in a word
// what another says in several (Forschungsinstitut, research institute), the sense is a
// [Composite] of theirs. A role says how much a word can identify: a shared head word
// nobody, whatever has no role somebody.
//
// # Sources
//
// Compatibility forms and decomposition are Unicode's (UAX 15), simplified
// characters Unihan's (UAX 38), scripts ISO 15924. Skeletons follow the idea of
// consonant classes in name matching across scripts (Freeman, Condon & Ackerman
// 2006, Cross Linguistic Name Matching in English and Arabic), with the classes
// of the transliterations met in news. The tables in data say where each of them
// is from.
//
// # Limits
//
//   - A Name has at most [MaxTokens] words; the rest of the string is not
//     matched. Package match keeps words as bits of 64.
//   - A word has at most four phonetic forms, since matching tries each with
//     each of the other word's.
//   - A compound of two or three words comes apart only where all of them are known,
//     of four letters or more, and no given names; a word of a known phrase never does.
//   - A personal name in Han or kana stays one word: nothing here knows where
//     the family name ends. One in Hangul comes apart where it stands alone, and one of
//     three or four Han characters there, before a title, or behind one or a country, if
//     its family name is one of Korea or Vietnam.
//   - A foreign name in Han characters stays whole where a point or a word that has other
//     characters bounds it. In the middle of others the lexicon's words cut it.
//   - [Lemmas] knows particles of Arabic and Hebrew, Turkish endings behind an
//     apostrophe or a plural, and endings of Slavic and Germanic nouns. It inflects no adjectives
//     that agree with them, and knows no broken plurals.
//   - Unwritten vowels stay unwritten: محمد reads mhmd, and meets Muhammad in
//     its skeleton or as a known given name.
package name
