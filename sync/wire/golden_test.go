package wire

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var addGolden = flag.Bool("add", false, "write golden messages that do not exist yet; existing ones are never changed")

var (
	noon    = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	fact1   = []byte(`{"seq":1,"at":"2026-11-21T03:04:05.123Z","kind":"started","key":"0192f0c1-7a3e-7000-8000-0000000000aa","prev":"` + SeedHash("e1") + `","body":{"v":1,"attempt":1}}`)
	fact2   = []byte(`{"seq":2,"at":"2026-11-21T03:04:25.5Z","kind":"approved","key":"0192f0c1-7a3e-7000-8000-0000000000aa","ref":"r-1","sum":11000,"prev":"` + Hash(fact1) + `","body":{"v":1,"approval":{"ref":"r-1","number":"30012345","currency":"KRW","amount":11000,"vat":1000,"service":0,"instalment":0,"method":"credit","card":"941009******1234"}}}`)
	someSum = Hash([]byte("x"))
)

// Keys and documents of the golden messages. The seed is no secret: it is here.
var (
	someKey      = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	someDocument = []byte(`{"version":12,"for":["kiosk-1"],"texts":{"welcome":"어서 오세요"}}`)

	signedHello = func() *Hello {
		h := &Hello{Version: 1, Kiosk: "kiosk-1", Epoch: "e1", Last: 219, Hash: someSum, Acked: 7, Agent: "kioskd/0.1.0",
			Capabilities: []string{"facts", "status", "settings"}, Key: KeyName(someKey.Public().(ed25519.PublicKey)),
			Settings: SettingsHashes{Offered: Hash(someDocument), Healthy: someSum}, Clock: &Clock{At: noon, Boot: 3, Floor: noon.Add(-time.Minute)}}
		h.Signature = Sign(someKey, PurposeHello, h.SignedBytes("b64e0f2c"))
		return h
	}()
	signedCommand = func() *Command {
		c := &Command{ID: "c-77", Name: CommandVoidPayment, Args: json.RawMessage(`{"key":"k1","amount":4500}`), Expires: noon,
			Key: KeyName(someKey.Public().(ed25519.PublicKey))}
		c.Signature = Sign(someKey, PurposeCommand, c.SignedBytes("kiosk-1"))
		return c
	}()
)

// golden names every golden file that this version both reads and writes.
var golden = map[string]Message{
	"challenge.msg":     &Challenge{Version: 1, Nonce: "b64e0f2c", Time: noon},
	"hello.msg":         &Hello{Version: 1, Kiosk: "kiosk-1", Epoch: "e1", Last: 219, Hash: someSum, Acked: 7, Agent: "kioskd/0.1.0", Capabilities: []string{"facts", "status"}, Proof: Proof("token-of-kiosk-1", "b64e0f2c", "kiosk-1", "e1")},
	"welcome.msg":       &Welcome{Acked: 7, Hash: someSum, Time: noon, Limits: DefaultLimits, Refused: []Reject{{Seq: 5, Reason: "not a fact: no kind"}}},
	"welcome-empty.msg": &Welcome{Hash: SeedHash("e1"), Time: noon},
	"facts.msg":         NewFacts(1, [][]byte{fact1, fact2}),
	"facts-lone.msg":    NewFacts(2, [][]byte{fact2}),
	"ack.msg":           &Ack{Upto: 219},
	"reject.msg":        &Reject{Seq: 5, Reason: "not a fact: no kind"},
	"fork.msg":          &Fork{Reason: "fact 7 was stored before with other bytes"},
	"fork-agreed.msg":   &Fork{Reason: "HQ holds 12 facts of this epoch, the kiosk only 9", Agreed: 9},
	"status.msg":        &Status{At: noon, State: "idle", Pad: Pad{Up: true, Model: "TL-3500"}, Waiting: Waiting{Count: 3, Sum: 33000, Currency: "KRW", Oldest: noon.Add(-time.Hour)}},
	"status-fault.msg":  &Status{At: noon, State: "starting", Pad: Pad{Reason: "port /dev/ttyUSB0 does not exist"}, Test: true},
	"status-journal.msg": &Status{At: noon, State: "idle", Pad: Pad{Up: true, Model: "TL-3500"},
		Journal: "queue.db: store is damaged: page 9 does not say so; kept: queue.db.damaged-20261121T120000Z-content"},
	"error.msg": &Error{Code: CodeProof, Reason: "unknown kiosk or wrong token"},
	"bye.msg":   &Bye{Reason: "HQ is stopping"},

	"hello-run.msg":        &Hello{Version: 1, Kiosk: "kiosk-1", Epoch: "e1", Run: "QW5TYXJ0", Last: 219, Hash: someSum, Acked: 7, Agent: "kioskd/0.1.0", Proof: Proof("token-of-kiosk-1", "b64e0f2c", "kiosk-1", "e1")},
	"hello-signed.msg":     signedHello,
	"welcome-settings.msg": &Welcome{Acked: 7, Hash: someSum, Time: noon, Settings: 12},
	"settings.msg": &Settings{Version: 12, Key: KeyName(someKey.Public().(ed25519.PublicKey)), Document: someDocument,
		Signature: Sign(someKey, PurposeSettings, someDocument)},
	"settings-applied.msg": &SettingsResult{Version: 12, Hash: Hash(someDocument), State: SettingsApplied, Now: 12},
	"settings-rolled-back.msg": &SettingsResult{Version: 12, Hash: Hash(someDocument), State: SettingsRolledBack, Now: 11,
		Reason: "the pad was lost within a minute", Field: "pad.address"},
	"update.msg": &Update{Version: "1.2.0", Key: KeyName(someKey.Public().(ed25519.PublicKey)), Manifest: someDocument,
		Signature: Sign(someKey, PurposeUpdate, someDocument)},
	"update-result.msg":  &UpdateResult{Version: "1.2.0", State: UpdateRefused, Reason: "older than what runs"},
	"command.msg":        signedCommand,
	"command-result.msg": &CommandResult{ID: "c-77", State: CommandRefused, Reason: "above the limit of 50,000 KRW a day"},
	"ask.msg":            &Ask{ID: "a1", Name: AskStock, Body: json.RawMessage(`{"items":[{"id":"latte","quantity":2}]}`), Within: 3000},
	"answer.msg":         &Answer{ID: "a1", Body: json.RawMessage(`{"ok":true}`)},
	"answer-error.msg":   &Answer{ID: "a1", Error: "sold-out", Reason: "latte is sold out"},
	"drain.msg":          &Drain{After: 1000, Spread: 30000},
	"news.msg":           &News{Of: NewsOfOnline, Key: "0192f0c1-7a3e-7000-8000-0000000000aa", Attempt: 2},
	"news-methods.msg":   &News{Of: NewsOfOnline},
	"ask-rotate-key.msg": &Ask{ID: "a3", Name: AskRotateKey, Within: 5000, Body: func() json.RawMessage {
		b, _ := json.Marshal(NewRotation("kiosk-1", someKey, nextKey))
		return b
	}()},
	"answer-rotate-key.msg": &Answer{ID: "a3", Body: json.RawMessage(`{"key":"` + nameOf(nextKey) + `"}`)},
	"ask-storage-put.msg":   &Ask{ID: "a4", Name: AskStorage, Body: json.RawMessage(`{"do":"put","app":"menu","key":"table","value":"12"}`), Within: 5000},
	"ask-storage-list.msg":  &Ask{ID: "a5", Name: AskStorage, Body: json.RawMessage(`{"do":"list","app":"menu","after":"language"}`), Within: 5000},
	"answer-storage.msg":    &Answer{ID: "a5", Body: json.RawMessage(`{"texts":[{"key":"table","value":"12"}],"more":true}`)},
	"ask-web-token.msg":     &Ask{ID: "a2", Name: AskWebToken, Body: json.RawMessage(`{"app":"menu"}`), Within: 5000},
	"answer-web-token.msg": &Answer{ID: "a2", Body: json.RawMessage(
		`{"token":"eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJraW9zay0xIn0.c2lnbmF0dXJl","expires":"2026-11-21T12:05:00Z","lifetime_ms":300000}`)},
}

// goldenIn names golden files that are only read: what other versions write.
var goldenIn = map[string]Message{
	"ack-with-news.msg":      &Ack{Upto: 219},
	"welcome-with-news.msg":  &Welcome{Acked: 7, Hash: someSum, Time: noon, Limits: Limits{BatchFacts: 50}, Settings: 12},
	"unknown-with-lines.msg": &Unknown{Name: "telemetry"},
}

func readGolden(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "v1", name))
	if err != nil {
		t.Fatalf("read a golden message: %v", err)
	}
	return b
}

func TestGoldenMessagesAreWritten(t *testing.T) {
	for name, m := range golden {
		t.Run(name, func(t *testing.T) {
			got, err := Encode(m)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", "v1", name)
			if _, err := os.Stat(path); *addGolden && os.IsNotExist(err) {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(readGolden(t, name)), string(got)); diff != "" {
				t.Errorf("bytes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGoldenMessagesAreRead(t *testing.T) {
	for _, table := range []map[string]Message{golden, goldenIn} {
		for name, want := range table {
			t.Run(name, func(t *testing.T) {
				got, err := Decode(readGolden(t, name))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("message (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// A golden file that no table names would prove nothing.
func TestEveryGoldenFileIsUsed(t *testing.T) {
	files, err := filepath.Glob("testdata/v1/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("golden files: %v, %v", files, err)
	}
	for _, f := range files {
		name := filepath.Base(f)
		if golden[name] == nil && goldenIn[name] == nil && !strings.HasPrefix(name, "bad-") {
			t.Errorf("%s is in no table", f)
		}
	}
}
