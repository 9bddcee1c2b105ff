// Package rest is the machines' door: what operators do on pages, for programs.
//
// Every path stands in docs/hq-api.yaml, which a test compares with [Paths] and
// with what is answered. A program comes in with a token (Authorization: Bearer
// kioskhq_…), whose scopes say what it may do; a browser that is signed in may use
// the same paths. Lists go on at ?after= with the value of "next"; an answer has
// an ETag, and one that has not changed since If-None-Match is 304 without a body.
// What is refused is a problem (RFC 9457) whose "detail" is a sentence for people.
package rest
