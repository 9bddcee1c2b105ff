package web

import (
	"net/http"
	"strings"
)

// Unasked returns the forms' routes that none of some paths leads to.
func Unasked(paths []string) (left []string) {
	asked := map[string]bool{}
	mux := http.NewServeMux()
	for _, r := range routes {
		if strings.HasPrefix(r.pattern, "POST ") {
			mux.HandleFunc(r.pattern, func(http.ResponseWriter, *http.Request) {})
		}
	}
	for _, path := range paths {
		r, err := http.NewRequest(http.MethodPost, "http://hq"+path, nil)
		if err != nil {
			panic(err) // our own paths
		}
		_, pattern := mux.Handler(r)
		asked[pattern] = true
	}
	for _, r := range routes {
		if strings.HasPrefix(r.pattern, "POST ") && !asked[r.pattern] {
			left = append(left, r.pattern)
		}
	}
	return left
}
