// Prints, as JSON, what kustomize takes from its built-in Kubernetes schema: the merge keys of lists, or which kinds live in namespaces and which outside of them.
// Run by ../generate.ts.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// shape is a definition without all that strategic merge does not look at.
type shape struct {
	Keys   *[]string         `json:"keys,omitempty"`
	Items  string            `json:"items,omitempty"`
	Type   string            `json:"type,omitempty"`
	Fields map[string]*shape `json:"fields,omitempty"`
	Values *shape            `json:"values,omitempty"`
}

func main() {
	// The schema is read when it is first asked for.
	openapi.SchemaForResourceType(yaml.TypeMeta{APIVersion: "v1", Kind: "Service"})
	root := openapi.Schema()

	kinds := map[string]string{}
	clusterScoped, namespaced := []string{}, []string{}
	for name, definition := range root.Definitions {
		gvks, ok := definition.Extensions["x-kubernetes-group-version-kind"].([]interface{})
		if !ok {
			continue
		}
		for _, entry := range gvks {
			gvk := entry.(map[string]interface{})
			apiVersion := strings.TrimPrefix(fmt.Sprintf("%v/%v", gvk["group"], gvk["version"]), "/")
			kind := fmt.Sprint(gvk["kind"])
			meta := yaml.TypeMeta{APIVersion: apiVersion, Kind: kind}
			if inside, known := openapi.IsNamespaceScoped(meta); known && inside {
				namespaced = append(namespaced, apiVersion+" "+kind)
			} else if known {
				clusterScoped = append(clusterScoped, apiVersion+" "+kind)
			}
			// Several definitions may claim one kind; ask which of them the engine uses.
			if schema := openapi.SchemaForResourceType(meta); schema != nil && schema.Schema.Description == definition.Description {
				kinds[apiVersion+" "+kind] = name
			}
		}
	}
	sort.Strings(clusterScoped)
	sort.Strings(namespaced)

	shapes := map[string]*shape{}
	for name, definition := range root.Definitions {
		d := definition
		shapes[name] = of(&d)
	}
	useful := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for name, s := range shapes {
			if !useful[name] && matters(s, useful) {
				useful[name] = true
				changed = true
			}
		}
	}
	types := map[string]*shape{}
	for name, s := range shapes {
		if useful[name] {
			types[name] = prune(s, useful)
		}
	}
	for kind, name := range kinds {
		if !useful[name] {
			delete(kinds, kind)
		}
	}
	var out interface{}
	switch os.Args[1] {
	case "merge-keys":
		out = map[string]interface{}{"kinds": kinds, "types": types}
	case "scopes":
		out = map[string]interface{}{"clusterScoped": clusterScoped, "namespaced": namespaced}
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		panic(err)
	}
}

func ref(s *spec.Schema) string {
	return strings.TrimPrefix(s.Ref.String(), "#/definitions/")
}

func of(s *spec.Schema) *shape {
	if r := ref(s); r != "" {
		return &shape{Type: r}
	}
	result := &shape{}
	if strategy, ok := s.Extensions["x-kubernetes-patch-strategy"].(string); ok {
		for _, part := range strings.Split(strategy, ",") {
			if part == "merge" {
				keys := []string{}
				if list, ok := s.Extensions["x-kubernetes-list-map-keys"].([]interface{}); ok {
					for _, key := range list {
						keys = append(keys, key.(string))
					}
				} else if key, ok := s.Extensions["x-kubernetes-patch-merge-key"].(string); ok {
					keys = append(keys, key)
				}
				result.Keys = &keys
			}
		}
	}
	if len(s.Type) == 1 && s.Type[0] == "array" && s.Items != nil && s.Items.Schema != nil {
		result.Items = ref(s.Items.Schema)
	}
	if len(s.Properties) > 0 {
		result.Fields = map[string]*shape{}
		for name, property := range s.Properties {
			p := property
			result.Fields[name] = of(&p)
		}
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil {
		result.Values = of(s.AdditionalProperties.Schema)
	}
	return result
}

func matters(s *shape, useful map[string]bool) bool {
	if s == nil {
		return false
	}
	if s.Keys != nil || useful[s.Items] || useful[s.Type] || matters(s.Values, useful) {
		return true
	}
	for _, field := range s.Fields {
		if matters(field, useful) {
			return true
		}
	}
	return false
}

func prune(s *shape, useful map[string]bool) *shape {
	result := &shape{Keys: s.Keys}
	if useful[s.Items] {
		result.Items = s.Items
	}
	if useful[s.Type] {
		result.Type = s.Type
	}
	if matters(s.Values, useful) {
		result.Values = prune(s.Values, useful)
	}
	for name, field := range s.Fields {
		if matters(field, useful) {
			if result.Fields == nil {
				result.Fields = map[string]*shape{}
			}
			result.Fields[name] = prune(field, useful)
		}
	}
	return result
}
