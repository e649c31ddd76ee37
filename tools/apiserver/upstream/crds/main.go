// Prints the schemas of the CustomResourceDefinitions in the given files as JSON, without their prose and with equal
// parts written once: what generate.ts writes to src/schema.
package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/yaml"
)

type kind struct {
	Schema     int    `json:"schema"`
	Resource   string `json:"resource"`
	Namespaced bool   `json:"namespaced"`
	HasStatus  bool   `json:"hasStatus"`
	Scale      *scale `json:"scale,omitempty"`
}

type scale struct {
	Spec     string  `json:"spec"`
	Status   string  `json:"status"`
	Selector *string `json:"selector,omitempty"`
}

var (
	kinds   = map[string]kind{}
	schemas = []any{}
	known   = map[string]int{}
)

// Fields of a schema that hold schemas, by their shape.
var (
	ofOne   = map[string]bool{"items": true, "additionalProperties": true, "not": true}
	ofMany  = map[string]bool{"oneOf": true, "anyOf": true, "allOf": true}
	dropped = map[string]bool{"description": true, "title": true, "example": true, "externalDocs": true}
)

func main() {
	for _, file := range os.Args[1:] {
		text, err := os.ReadFile(file)
		must(err)
		for _, document := range bytes.Split(text, []byte("\n---\n")) {
			addDocument(document)
		}
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	must(out.Encode(map[string]any{"kinds": kinds, "schemas": schemas}))
}

func addDocument(document []byte) {
	var definition apiextensions.CustomResourceDefinition
	must(yaml.Unmarshal(document, &definition))
	if definition.Kind != "CustomResourceDefinition" {
		return
	}
	for _, version := range definition.Spec.Versions {
		if !version.Served || version.Schema == nil {
			continue
		}
		text, err := json.Marshal(version.Schema.OpenAPIV3Schema)
		must(err)
		var schema any
		must(json.Unmarshal(text, &schema))
		added := kind{
			Schema:     add(schema),
			Resource:   definition.Spec.Names.Plural,
			Namespaced: definition.Spec.Scope == apiextensions.NamespaceScoped,
		}
		if own := version.Subresources; own != nil {
			added.HasStatus = own.Status != nil
			if own.Scale != nil {
				added.Scale = &scale{own.Scale.SpecReplicasPath, own.Scale.StatusReplicasPath, own.Scale.LabelSelectorPath}
			}
		}
		kinds[definition.Spec.Group+"/"+version.Name+" "+definition.Spec.Names.Kind] = added
	}
}

// add gives the number of a schema; that of an equal one if there is one.
func add(value any) int {
	schema := value.(map[string]any)
	result := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(schema)) {
		field := schema[key]
		switch {
		case dropped[key]:
		case field == true:
			result[key] = field
		case ofOne[key]:
			result[key] = add(field)
		case ofMany[key]:
			numbers := []int{}
			for _, item := range field.([]any) {
				numbers = append(numbers, add(item))
			}
			result[key] = numbers
		case key == "properties":
			numbers := map[string]int{}
			properties := field.(map[string]any)
			for _, name := range slices.Sorted(maps.Keys(properties)) {
				numbers[name] = add(properties[name])
			}
			result[key] = numbers
		default:
			result[key] = field
		}
	}
	text, err := json.Marshal(result)
	must(err)
	if number, ok := known[string(text)]; ok {
		return number
	}
	number := len(schemas)
	known[string(text)] = number
	schemas = append(schemas, result)
	return number
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
