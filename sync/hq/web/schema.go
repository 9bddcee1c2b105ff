package web

import "net/http"

// Field is help with one setting of a document.
type Field struct {
	Path                           string // as in catalogue.items[].price
	Kind, Means, Bounds, Otherwise string // Bounds and Otherwise may be empty
	Example                        string // in JSON
}

// Flaw is one thing that is wrong with a document.
type Flaw struct {
	Line  int    // from 1; 0 where it is not known
	Field string // may be empty
	Says  string
}

// Schema is what the agent knows of settings documents. HQ's pages do not: kiosks of
// other versions may know more.
type Schema struct {
	Fields func(language string) []Field // nil for none
	Flaws  func(document []byte) []Flaw  // nil for none
}

// fields returns the help in the visitor's language.
func (v *visit) fields() []Field {
	if v.Schema.Fields == nil {
		return nil
	}
	return v.Schema.Fields(v.lang)
}

// refuseDocument shows a document again that kiosks would refuse, with what is wrong at
// which line, or, where that is not known, in a sentence.
func (v *visit) refuseDocument(text string, err error) error {
	data := values{"Error": v.explain(err)}
	if v.Schema.Flaws != nil {
		if flaws := v.Schema.Flaws([]byte(text)); len(flaws) > 0 {
			data = values{"Flaws": flaws}
		}
	}
	return v.edit(http.StatusBadRequest, text, data)
}
