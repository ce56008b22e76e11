package name

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTranscriptionReading(t *testing.T) {
	for run, want := range map[string]string{
		"卡尔顿": "kalton", "卡爾頓": "kalton", "韦伯": "veber", "斯科特": "skot", "羅德里格斯": "rodrigs",
		"尔": "", "": "", "北京": "", "习近平": "", strings.Repeat("卡尔", 7): "",
	} {
		if got := transcriptionReading([]rune(run)); got != want {
			t.Errorf("%q reads as %q, want %q", run, got, want)
		}
	}
	if got := Readings("卡尔顿", ""); got[0] != "kaerdun" || !slices.Contains(got, "kalton") {
		t.Errorf("readings are %q, want pinyin first and kalton among them", got)
	}
}

// TestTranscriptions checks that each row is of single Han characters and reads as letters.
func TestTranscriptions(t *testing.T) {
	for char, reading := range mustReadings("transcription.tsv") {
		r, size := utf8.DecodeRuneInString(char)
		if _, ok := LettersOf(reading); !ok || reading == "" || size != len(char) || ScriptOf(r) != Han {
			t.Errorf("%q reads as %q", char, reading)
		}
	}
}

func TestForeignNamesStayWhole(t *testing.T) {
	for text, want := range map[string]string{
		"羅德里格斯":      "羅德里格斯", // not in Delhi
		"德里":         "德里",
		"德里市":        "德里 市",
		"伊朗南部":       "伊朗 南部",
		"伊拉克安巴尔省":    "伊拉克 安巴尔 省",
		"约翰·傑森":      "约翰 傑森", // no wood
		"皮尔森":        "皮尔森",
		"黑森林":        "黑 森林",
		"费德里科·莫里斯":   "费德里科 莫里斯",
		"スターマー首相":    "スターマー 首相", // no star
		"イラクのアンバル":   "イラク の アンバル",
		"オスター・アムル":   "オスター アムル",
		"イスラムジハード運動": "イスラム ジハード 運動",
		"新罕布什尔州":     "新 罕布什尔 州",
		"西苏拉威西省":     "西 苏拉威西 省",
		"圣劳伦斯":       "圣 劳伦斯",
		"下奧地利州":      "下 奧地利 州",
		"西雅图":        "西雅图",
		"新加坡":        "新加坡",
		"北京":         "北京",
		"马主席":        "马 主席", // a family name and a title
		"김위원장":       "김 위원장",
		"크리스":        "크리스",
	} {
		if got := tokenTexts(Builtin().Tokens(text)); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

func tokenTexts(n Name) string {
	var texts []string
	for _, token := range n.Tokens {
		texts = append(texts, token.Text)
	}
	return strings.Join(texts, " ")
}
