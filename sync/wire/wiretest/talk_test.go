package wiretest

import (
	"strings"
	"testing"
)

func TestTalksAreWellFormed(t *testing.T) {
	talks, err := ReadTalks("../testdata/compat")
	if err != nil {
		t.Fatal(err)
	}
	for _, talk := range talks {
		for i, turn := range talk.Turns {
			if _, err := turn.Message(); err != nil {
				t.Errorf("%s, turn %d: %v", talk.Name, i+1, err)
			}
		}
		if _, err := talk.Journal(); err != nil {
			t.Errorf("%s: %v", talk.Name, err)
		}
	}
	for _, bad := range []string{"", "replay hq", "replay hq\n. {}", "replay hq\n* {}"} {
		if talk, err := parseTalk([]byte(bad)); err == nil {
			t.Errorf("%q was taken: %+v", bad, talk)
		}
	}
}

func TestCovers(t *testing.T) {
	const golden = `{"type":"welcome","acked":4,"time":"2026","refused":[{"seq":3,"reason":"a"}]}`
	for today, lack := range map[string]string{
		`{"type":"welcome","acked":4,"time":"2027","refused":[{"seq":3,"reason":"b"}],"new":1}`: "",
		`{"type":"welcome","acked":5,"time":"2027","refused":[{"seq":3,"reason":"b"}]}`:         ".acked is 5, want 4",
		`{"type":"welcome","acked":"4","time":"2027","refused":[{"seq":3,"reason":"b"}]}`:       ".acked is string",
		`{"type":"welcome","acked":4,"refused":[{"seq":3,"reason":"b"}]}`:                       ".time is missing",
		`{"type":"welcome","acked":4,"time":7,"refused":[{"seq":3,"reason":"b"}]}`:              ".time is float64",
		`{"type":"welcome","acked":4,"time":"2027","refused":[]}`:                               ".refused is no list of 1",
		`{"type":"welcome","acked":4,"time":"2027","refused":[{"seq":3}]}`:                      ".refused[0].reason is missing",
		"{\"type\":\"welcome\"}\nmore":                                                          "lines",
	} {
		err := Covers([]byte(golden), []byte(today))
		if (lack == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), lack) {
			t.Errorf("%s: %v, want %q", today, err, lack)
		}
	}
}
