package resolver

import (
	"strings"
	"testing"
)

func TestParseEntityType(t *testing.T) {
	for _, want := range append(EntityTypes, TypeUnknown) {
		if got, err := ParseEntityType(string(want)); got != want || err != nil {
			t.Errorf("%q: %q, %v", want, got, err)
		}
	}
	if _, err := ParseEntityType("planet"); err == nil || !strings.Contains(err.Error(), `"planet"`) || !strings.Contains(err.Error(), string(TypeVessel)) {
		t.Errorf("planet: %v", err)
	}
}

func TestParseAliasKind(t *testing.T) {
	for _, want := range append(AliasKinds, KindUnspecified) {
		if got, err := ParseAliasKind(string(want)); got != want || err != nil {
			t.Errorf("%q: %q, %v", want, got, err)
		}
	}
	if _, err := ParseAliasKind("nickname"); err == nil || !strings.Contains(err.Error(), `"nickname"`) || !strings.Contains(err.Error(), string(KindWeak)) {
		t.Errorf("nickname: %v", err)
	}
}
