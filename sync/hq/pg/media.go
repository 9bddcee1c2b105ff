package pg

import (
	"mime"
	"net/http"
)

// mediaType returns the type of a body, without its parameters; empty if unreadable.
func mediaType(h http.Header) string {
	t, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return t
}
