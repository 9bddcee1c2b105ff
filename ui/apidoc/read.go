package main

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// document is the part of OpenAPI that the page is made of. Paths, methods and
// fields keep their order.
type document struct {
	Info struct {
		Version     string `yaml:"version"`
		Description string `yaml:"description"`
	} `yaml:"info"`
	Paths      yaml.Node `yaml:"paths"`
	Components struct {
		Parameters map[string]parameter `yaml:"parameters"`
		Responses  map[string]response  `yaml:"responses"`
		Schemas    yaml.Node            `yaml:"schemas"`
	} `yaml:"components"`
}

type operation struct {
	Summary     string              `yaml:"summary"`
	Description string              `yaml:"description"`
	Security    *[]map[string][]any `yaml:"security"`
	Parameters  []parameter         `yaml:"parameters"`
	RequestBody *response           `yaml:"requestBody"`
	Responses   map[string]response `yaml:"responses"`
}

type parameter struct {
	Ref         string `yaml:"$ref"`
	Name        string `yaml:"name"`
	In          string `yaml:"in"`
	Description string `yaml:"description"`
}

// response is a body with its examples, of a request or an answer.
type response struct {
	Ref         string             `yaml:"$ref"`
	Description string             `yaml:"description"`
	Content     map[string]content `yaml:"content"`
}

type content struct {
	Schema   schema             `yaml:"schema"`
	Example  any                `yaml:"example"`
	Examples map[string]example `yaml:"examples"`
}

type example struct {
	Value any `yaml:"value"`
}

type schema struct {
	Ref         string    `yaml:"$ref"`
	Type        any       `yaml:"type"`
	Enum        []string  `yaml:"enum"`
	Pattern     string    `yaml:"pattern"`
	Minimum     *int      `yaml:"minimum"`
	Maximum     *int      `yaml:"maximum"`
	Items       *schema   `yaml:"items"`
	Required    []string  `yaml:"required"`
	Description string    `yaml:"description"`
	Properties  yaml.Node `yaml:"properties"`
}

// pairs calls with each key of a mapping and its value, in order.
func pairs[T any](n yaml.Node, each func(key string, value T) error) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		var v T
		if err := n.Content[i+1].Decode(&v); err != nil {
			return fmt.Errorf("%s: %w", n.Content[i].Value, err)
		}
		if err := each(n.Content[i].Value, v); err != nil {
			return err
		}
	}
	return nil
}
