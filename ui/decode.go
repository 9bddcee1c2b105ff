package ui

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"kioskd/agent/pay"
)

// maxBody bounds what a page may say at once: an order of 200 lines needs less
// than a quarter of it.
const maxBody = 64 << 10

// decode reads the one JSON object that an intent is made of. A field that we
// do not know is refused rather than ignored: it may be a wish.
func decode(r *http.Request, into any) error { return decodeUpTo(r, maxBody, into) }

func decodeUpTo(r *http.Request, most int64, into any) error {
	if err := wantJSON(r); err != nil {
		return err
	}
	dec := json.NewDecoder(http.MaxBytesReader(nil, r.Body, most))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return unreadable(err, most)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return malformed("there is something after the JSON object")
	}
	return nil
}

// wantJSON refuses every other content type, also because a form of a foreign
// page can send those without asking.
func wantJSON(r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "application/json" {
		return nil
	}
	return refuse(http.StatusUnsupportedMediaType, "content-type",
		fmt.Sprintf("the body is %q", r.Header.Get("Content-Type")), "Send it as Content-Type: application/json.")
}

func unreadable(err error, most int64) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return refuse(http.StatusRequestEntityTooLarge, "too-large",
			fmt.Sprintf("the body is larger than %d bytes", most), "Send less at once.")
	}
	if errors.Is(err, io.EOF) {
		return malformed("the body is empty")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return malformed("the body ends in the middle")
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return malformed(mistyped(e))
	}
	return malformed(strings.TrimPrefix(err.Error(), "json: "))
}

// mistyped says what a field wants to be, and what it was.
func mistyped(e *json.UnmarshalTypeError) string {
	field := e.Field
	if field == "" {
		field = "the body"
	}
	return fmt.Sprintf("%s must be %s, not a JSON %s", field, wanted(e.Type), e.Value)
}

func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Int, reflect.Int64:
		if t == reflect.TypeFor[pay.Amount]() {
			return "a whole number of minor units"
		}
		return "a whole number"
	}
	return "a " + t.Kind().String()
}

func malformed(detail string) error {
	return refuse(http.StatusBadRequest, "malformed", detail, "Send one JSON object with the documented fields; amounts are integers.")
}
