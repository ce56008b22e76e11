package name

import (
	"slices"
	"testing"
)

func TestHanNamesComeApart(t *testing.T) {
	for text, want := range map[string]string{
		"金正恩":     "金 正恩-",
		"金正恩総書記":  "金 正恩- 総書記",
		"崔善姬":     "崔 善姬-",
		"阮富仲":     "阮 富仲-",
		"南宮珏鎬":    "南宮 珏鎬-", // a family name of two characters
		"安德烈":     "安德烈",    // André
		"石油公司":    "石油 公司",
		"习近平":     "习近平",
		"朝鲜金正恩":   "朝鲜 金 正恩-",
		"《尹錫悅》":   "尹 錫悅-",
		"尹錫悅 總統":  "尹 錫悅- 總統",
		"韓國總統尹錫悅": "韓國 總統 尹 錫悅-",
		"石原 慎太郎":  "石原 慎太郎", // Japanese
	} {
		if got := tokenTexts(Builtin().Tokens(text)); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	if w := Builtin().Word("正恩-"); w.Role != RoleContent || !slices.Contains(w.Roman, "jeongeun") || !slices.Contains(w.Roman, "chinhan") {
		t.Errorf("the given name reads as %q and is %v", w.Roman, w.Role)
	}
}

// TestHanNames checks that each row reads as letters and each text is of Han.
func TestHanNames(t *testing.T) {
	for _, names := range otherHanNames() {
		families := 0
		for text, reading := range names.readings {
			if _, ok := LettersOf(reading); !ok || reading == "" || len([]rune(text)) > 2 || ScriptOf([]rune(text)[0]) != Han {
				t.Errorf("%q reads as %q", text, reading)
			}
			if names.family[text] {
				families++
			}
		}
		if families < 100 || len(names.readings) < 1000 {
			t.Errorf("only %d readings and %d family names", len(names.readings), families)
		}
	}
}
