package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

// recentDocuments is how many documents the page lists.
const recentDocuments = 50

// kept is a document in the list.
type kept struct {
	hq.Settings
	Rollout desk.Rollout
}

func settings(v *visit) error {
	docs, err := v.hq.Store.Documents(v, recentDocuments)
	if err != nil {
		return err
	}
	rollouts, err := v.Desk.Rollouts(v)
	if err != nil {
		return err
	}
	byVersion := map[uint64]desk.Rollout{}
	for _, r := range rollouts {
		byVersion[r.Version] = r
	}
	list := make([]kept, len(docs))
	for i, d := range docs {
		list[i] = kept{d, byVersion[d.Version]}
	}
	return v.show("settings", values{"Documents": list, "Signs": len(v.hq.SettingsKey) > 0, "Key": keyName(v.hq.SettingsKey)})
}

func keyName(key []byte) string {
	if len(key) == 0 {
		return ""
	}
	return wire.KeyName(key)
}

// editSettings begins an edit: with the newest document, or with a former one that
// is to come back.
func editSettings(v *visit) error {
	text, err := v.Desk.Draft(v)
	if from := v.r.URL.Query().Get("back-to"); from != "" {
		version, bad := strconv.ParseUint(from, 10, 64)
		if bad != nil {
			return errNoPage
		}
		text, err = v.Desk.Former(v, version)
	}
	if err != nil {
		return err
	}
	return v.edit(http.StatusOK, string(text), values{})
}

func (v *visit) edit(code int, text string, data values) error {
	before, err := v.before(text)
	if err != nil {
		return err
	}
	data["Text"], data["Before"], data["Fields"] = text, before.Version, v.fields()
	data["Changes"] = changes(before.Document, []byte(text))
	return v.showAs(code, "settings-edit", data)
}

// before returns the newest document before a draft, with which it is compared.
func (v *visit) before(text string) (hq.Settings, error) {
	var head struct {
		Version uint64 `json:"version"`
	}
	_ = json.Unmarshal([]byte(text), &head) // what is no JSON is compared with the newest
	docs, err := v.hq.Store.Documents(v, recentDocuments)
	for _, d := range docs {
		if head.Version == 0 || d.Version < head.Version {
			return d, err
		}
	}
	return hq.Settings{}, err
}

// previewSettings says what a draft would change, and what is wrong with it.
func previewSettings(v *visit) error {
	text := v.r.PostFormValue("document")
	if err := v.Desk.CheckDocument([]byte(text)); err != nil {
		return v.refuseDocument(text, err)
	}
	return v.edit(http.StatusOK, text, values{"Good": true, "Preview": previewOf([]byte(text))})
}

// draftSettings gives a good draft out for signing.
func draftSettings(v *visit) error {
	text := v.r.PostFormValue("document")
	if err := v.Desk.CheckDocument([]byte(text)); err != nil {
		return v.refuseDocument(text, err)
	}
	return v.file("settings.json", "application/json", []byte(text))
}

func offerPage(v *visit) error {
	group := v.r.URL.Query().Get("kiosks")
	if group == "*" {
		return v.show("settings-offer", values{"Percent": "100"})
	}
	return v.show("settings-offer", values{"Group": group})
}

// offer offers a signed document to a first stage.
func offer(v *visit) error {
	text, err := v.text("signed")
	if err != nil {
		return err
	}
	signed, err := desk.ParseSigned(text)
	if err == nil {
		var stage desk.Stage
		if stage, err = v.stage(); err == nil {
			stage.Back, err = v.back()
		}
		if err == nil {
			_, err = v.Desk.Begin(v, v.who, signed, stage)
		}
	}
	if errors.Is(err, people.ErrInput) || errors.Is(err, hq.ErrExists) {
		return v.showAs(http.StatusBadRequest, "settings-offer", values{"Text": string(text), "Error": v.explain(err), "Percent": v.field("percent"), "Group": v.field("kiosks")})
	}
	if err != nil {
		return err
	}
	return v.then(versionPath(signed.Version), "offered")
}

func versionPath(version uint64) string { return "/settings/" + number(version) }

// back reads the way back, if there is one.
func (v *visit) back() (*desk.Signed, error) {
	text, err := v.text("back")
	if err != nil || len(text) == 0 {
		return nil, err
	}
	signed, err := desk.ParseSigned(text)
	return &signed, err
}

// goBack takes the kiosks back that a stopped roll-out had reached.
func goBack(v *visit) error {
	version, err := v.version()
	if err != nil {
		return err
	}
	r, err := v.Desk.GoBack(v, v.who, version)
	if err != nil {
		return err
	}
	return v.then(versionPath(r.Version), "offered")
}

// former hands out what was before a version, under the next one, for signing.
func former(v *visit) error {
	version, err := v.version()
	if err != nil {
		return err
	}
	before, err := v.before(fmt.Sprintf(`{"version":%d}`, version))
	if err != nil {
		return err
	}
	if before.Version == 0 {
		return hq.ErrNotFound
	}
	text, err := v.Desk.Former(v, before.Version)
	if err != nil {
		return err
	}
	return v.file("way-back.json", "application/json", text)
}

// stage reads how far a document goes.
func (v *visit) stage() (desk.Stage, error) {
	if group := strings.FieldsFunc(v.field("kiosks"), func(r rune) bool { return strings.ContainsRune(" ,\r\n\t", r) }); len(group) > 0 {
		return desk.Stage{Kiosks: group}, nil
	}
	percent, err := whole(cmp.Or(v.field("percent"), "0"))
	if percent < 1 || percent > 100 || err != nil {
		return desk.Stage{}, people.Bad("say how far: 1 to 100 percent, or the ids of kiosks")
	}
	return desk.Stage{Percent: int(percent)}, nil
}

func (v *visit) version() (uint64, error) {
	version, err := strconv.ParseUint(v.r.PathValue("version"), 10, 64)
	if err != nil {
		return 0, errNoPage
	}
	return version, nil
}

// rollout shows a document and how far it has come.
func rollout(v *visit) error {
	version, err := v.version()
	if err != nil {
		return err
	}
	doc, err := v.Desk.Document(v, version)
	if err != nil {
		return err
	}
	r, err := v.Desk.Rollout(v, version)
	if err != nil {
		return err
	}
	p, err := v.Desk.Progress(v, r)
	if err != nil {
		return err
	}
	before, err := v.before(fmt.Sprintf(`{"version":%d}`, version))
	if err != nil {
		return err
	}
	return v.show("rollout", values{"Version": version, "Document": indent(doc.Document), "Progress": p, "Rollout": r, "Before": before.Version,
		"Changes": changes(before.Document, doc.Document), "Share": shares(p)})
}

// shares are how many kiosks are where, for a bar.
func shares(p desk.Progress) []moodCount {
	c := p.Counts
	return []moodCount{
		{mood{look: look{"kept", "✓", "good"}}, c.Healthy}, {mood{look: look{"applied, watched", "◑", "good"}}, c.Applied},
		{mood{look: look{"waiting for a payment to end", "◔", "care"}}, c.Waiting}, {mood{look: look{"has not heard of it", "○", "quiet"}}, c.Open},
		{mood{look: look{"refused", "✕", "bad"}}, c.Refused}, {mood{look: look{"rolled back", "↩", "bad"}}, c.RolledBack},
	}
}

func document(v *visit) error {
	version, err := v.version()
	if err != nil {
		return err
	}
	doc, err := v.Desk.Document(v, version)
	if err != nil {
		return err
	}
	return v.file("settings-"+number(version)+".json", "application/json", []byte(indent(doc.Document)+"\n"))
}

func widen(v *visit) error {
	version, err := v.version()
	if err != nil {
		return err
	}
	stage, err := v.stage()
	if err != nil {
		return err
	}
	if _, err := v.Desk.Widen(v, v.who, version, stage); err != nil {
		return err
	}
	return v.then(versionPath(version), "offered")
}

func stopRollout(v *visit) error {
	version, err := v.version()
	if err != nil {
		return err
	}
	if err := v.Desk.Stop(v, v.who, version, v.field("reason")); err != nil {
		return err
	}
	return v.then(versionPath(version), "stopped")
}
