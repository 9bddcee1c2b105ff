package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// change is one value that differs between two documents.
type change struct {
	Path     string // as in catalogue.items[tea].price
	Old, New string // as JSON; empty where there is none
}

// changes lists what a new document says otherwise than an old one. What is no
// JSON has no values.
func changes(before, after []byte) (all []change) {
	was, is := flatten(before), flatten(after)
	names := slices.Collect(maps.Keys(was))
	for name := range is {
		if _, both := was[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if was[name] != is[name] {
			all = append(all, change{name, was[name], is[name]})
		}
	}
	return all
}

// flatten writes every value of a document under its path.
func flatten(document []byte) map[string]string {
	var tree any
	d := json.NewDecoder(strings.NewReader(string(document)))
	d.UseNumber() // amounts are compared as they are written
	if d.Decode(&tree) != nil {
		return nil
	}
	all := map[string]string{}
	flattenInto(all, "", tree)
	return all
}

func flattenInto(all map[string]string, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, child := range v {
			flattenInto(all, join(path, name), child)
		}
	case []any:
		for i, child := range v {
			flattenInto(all, fmt.Sprintf("%s[%s]", path, nameIn(child, i)), child)
		}
	default:
		text, err := json.Marshal(v)
		if err == nil {
			all[path] = string(text)
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// nameIn is what an entry of a list is known by: its id if it has one, so that a
// new entry at the top does not look as if all had changed.
func nameIn(child any, i int) string {
	m, _ := child.(map[string]any)
	for _, name := range []string{"id", "day"} {
		if id, ok := m[name].(string); ok {
			return id
		}
	}
	return fmt.Sprint(i)
}

// priced is an item as the kiosk's screen will offer it.
type priced struct {
	ID, Name, Price string
}

// preview is what customers will see of a document.
type preview struct {
	Store string
	Items []priced
	Hours []string
}

func previewOf(document []byte) preview {
	var doc struct {
		Store struct {
			Name string `json:"name"`
		} `json:"store"`
		Catalogue struct {
			Currency string `json:"currency"`
			Items    []struct {
				ID    string          `json:"id"`
				Name  json.RawMessage `json:"name"`
				Price int64           `json:"price"`
			} `json:"items"`
		} `json:"catalogue"`
		Hours []struct{ Day, Open, Close string } `json:"hours"`
	}
	if json.Unmarshal(document, &doc) != nil {
		return preview{} // it was checked; what is left is a shape this page does not know
	}
	p := preview{Store: doc.Store.Name}
	for _, i := range doc.Catalogue.Items {
		p.Items = append(p.Items, priced{i.ID, anyName(i.Name), money(i.Price, doc.Catalogue.Currency)})
	}
	for _, h := range doc.Hours {
		p.Hours = append(p.Hours, fmt.Sprintf("%s %s–%s", h.Day, h.Open, h.Close))
	}
	return p
}

// anyName is a name in one language or in several.
func anyName(raw json.RawMessage) string {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return one
	}
	var many map[string]string
	if json.Unmarshal(raw, &many) != nil {
		return string(raw)
	}
	return cmp.Or(strings.Join([]string{many["ko"], many["en"]}, " · "), "?")
}
