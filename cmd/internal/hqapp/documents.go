package hqapp

import (
	"kioskd/agent/settings"
	"kioskd/agent/settings/schema"
	"kioskd/sync/hq/web"
)

// checkDocument says what every kiosk would refuse of a settings document.
func checkDocument(document []byte) error {
	_, err := settings.Parse(document)
	return err
}

// documents tells HQ's pages what the agent knows of settings documents.
var documents = web.Schema{Fields: fields, Flaws: flaws}

func fields(language string) (all []web.Field) {
	for _, f := range schema.Fields() {
		all = append(all, web.Field{Path: f.Path, Kind: f.Kind.In(language), Means: f.Means.In(language),
			Bounds: f.Bounds.In(language), Otherwise: f.Default.In(language), Example: f.Example})
	}
	return all
}

func flaws(document []byte) (all []web.Flaw) {
	for _, f := range schema.Flaws(document) {
		all = append(all, web.Flaw(f))
	}
	return all
}
