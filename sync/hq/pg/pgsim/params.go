package pgsim

import (
	"html"
	"regexp"
)

var dataParams = regexp.MustCompile(`data-params="([^"]*)"`)

// ParamsOf returns what a page of HQ's hands to the script of a provider that has a
// window of its own: JSON, nil on a page without such a window. With a provider's
// WindowOf it takes the place of a browser, for customers who are played without one.
func ParamsOf(page []byte) []byte {
	found := dataParams.FindSubmatch(page)
	if found == nil {
		return nil
	}
	return []byte(html.UnescapeString(string(found[1])))
}
