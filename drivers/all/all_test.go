package all

import (
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for _, want := range Drivers() {
		got, err := Find(want.Name)
		if err != nil || got.Name != want.Name || got.Title == "" || got.New == nil || got.Mask == nil {
			t.Errorf("%s: %+v, %v", want.Name, got, err)
		}
	}
	if _, err := Find("smarto"); err == nil || !strings.Contains(err.Error(), "smartro") {
		t.Errorf("got %v, want an error that names the known drivers", err)
	}
}
