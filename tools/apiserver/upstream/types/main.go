// Prints the Go types that the API server decodes objects into, as JSON: what generate.ts writes to src/schema.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"sort"
	"strings"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	apps "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	batch "k8s.io/api/batch/v1"
	certificates "k8s.io/api/certificates/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	events "k8s.io/api/events/v1"
	flowcontrol "k8s.io/api/flowcontrol/v1"
	networking "k8s.io/api/networking/v1"
	node "k8s.io/api/node/v1"
	policy "k8s.io/api/policy/v1"
	rbac "k8s.io/api/rbac/v1"
	resource "k8s.io/api/resource/v1"
	scheduling "k8s.io/api/scheduling/v1"
	storage "k8s.io/api/storage/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	// Its schema of server-side apply is read from the source; the import keeps the module.
	_ "k8s.io/client-go/util/keyutil"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	"sigs.k8s.io/yaml"
)

// Types with a decoder of their own.
var special = map[string]string{
	"k8s.io/apimachinery/pkg/api/resource.Quantity":                                         "quantity",
	"k8s.io/apimachinery/pkg/apis/meta/v1.Time":                                             "time",
	"k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime":                                        "microtime",
	"k8s.io/apimachinery/pkg/apis/meta/v1.Duration":                                         "duration",
	"k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1":                                         "any",
	"k8s.io/apimachinery/pkg/util/intstr.IntOrString":                                       "intstr",
	"k8s.io/apimachinery/pkg/runtime.RawExtension":                                          "any",
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON":                         "any",
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray":       "any",
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool":        "any",
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray": "any",
}

// Kinds that are no resources of their own: parts of requests and answers.
var notCreated = map[string]bool{
	"Binding": true, "ComponentStatus": true, "Eviction": true, "PodStatusResult": true, "RangeAllocation": true, "Scale": true,
}

type kind struct {
	Type       string `json:"type"`
	Resource   string `json:"resource"`
	Namespaced bool   `json:"namespaced"`
}

var (
	types  = map[string]any{}
	merges = map[string]mergeType{}
)

func main() {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		admissionregistration.AddToScheme, apps.AddToScheme, autoscaling.AddToScheme, autoscalingv1.AddToScheme,
		batch.AddToScheme, certificates.AddToScheme, coordination.AddToScheme, core.AddToScheme, discovery.AddToScheme,
		events.AddToScheme, resource.AddToScheme,
		flowcontrol.AddToScheme, networking.AddToScheme, node.AddToScheme, policy.AddToScheme, rbac.AddToScheme,
		scheduling.AddToScheme, storage.AddToScheme, apiextensions.AddToScheme, apiregistration.AddToScheme,
	} {
		must(add(scheme))
	}
	readMerges()
	clusterScoped := readClusterScoped()
	kinds := map[string]kind{}
	for gvk, t := range scheme.AllKnownTypes() {
		if _, ok := t.FieldByName("ObjectMeta"); !ok || strings.HasPrefix(t.PkgPath(), "k8s.io/apimachinery") || notCreated[gvk.Kind] {
			continue
		}
		plural, _ := meta.UnsafeGuessKindToResource(gvk)
		apiVersion := gvk.GroupVersion().String()
		kinds[apiVersion+" "+gvk.Kind] = kind{
			Type:       reference(t),
			Resource:   plural.Resource,
			Namespaced: !clusterScoped[t.PkgPath()+"."+t.Name()],
		}
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	must(out.Encode(map[string]any{"kinds": kinds, "types": types}))
}

// reference names a type and makes sure that it is in the table.
func reference(t reflect.Type) string {
	full := t.PkgPath() + "." + t.Name()
	if name, ok := special[full]; ok {
		return name
	}
	if t.PkgPath() != "" {
		name := shortName(t)
		if _, known := types[name]; known {
			return name
		}
		if t.Kind() == reflect.Struct {
			fields := map[string]string{}
			types[name] = fields
			addFields(t, "", fields)
			if merges[mergeName(t)].atomic {
				fields[""] = "atomic"
			}
		} else {
			types[name] = underlying(t)
		}
		return name
	}
	return underlying(t)
}

func underlying(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + reference(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + reference(t.Elem())
	case reflect.Map:
		return "{}" + reference(t.Elem())
	default:
		return t.Kind().String()
	}
}

// addFields adds the fields of a struct: name -> type, `?` when Go leaves the empty value out, `<X>` when the field
// stands in the embedded struct X, and how server-side apply merges it.
func addFields(t reflect.Type, embedded string, fields map[string]string) {
	addMergedFields(t, merges[mergeName(t)], embedded, fields)
}

func addMergedFields(t reflect.Type, merge mergeType, embedded string, fields map[string]string) {
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		if !field.IsExported() {
			continue
		}
		parts := strings.Split(field.Tag.Get("json"), ",")
		if field.Anonymous && parts[0] == "" {
			// The schema knows the fields of an embedded struct as those of the outer one.
			inner, ok := merges[mergeName(field.Type)]
			if !ok {
				inner = merge
			}
			addMergedFields(field.Type, inner, embedded+field.Name+".", fields)
			continue
		}
		if parts[0] == "-" {
			continue
		}
		text := reference(field.Type)
		if relation := merge.fields[parts[0]]; relation != "" {
			text = withRelation(text, relation)
		}
		if leavesOut(field.Type, parts[1:]) {
			text += "?"
		}
		if embedded != "" {
			text += "<" + strings.TrimSuffix(embedded, ".") + ">"
		}
		if value, ok := merge.defaults[parts[0]]; ok {
			text += "=" + value
		}
		fields[parts[0]] = text
	}
}

// leavesOut tells whether Go prints nothing for the empty value; `omitempty` does not count for structs.
func leavesOut(t reflect.Type, options []string) bool {
	for _, option := range options {
		if option == "omitzero" || option == "omitempty" && t.Kind() != reflect.Struct {
			return true
		}
	}
	return false
}

// withRelation puts how a list or map is merged into its brackets; `~` marks a struct that is replaced as a whole.
func withRelation(text, relation string) string {
	pointer := ""
	if strings.HasPrefix(text, "*") {
		pointer, text = "*", text[1:]
	}
	switch {
	case strings.HasPrefix(text, "[]"):
		return pointer + "[" + relation + "]" + text[2:]
	case strings.HasPrefix(text, "{}"):
		return pointer + "{" + relation + "}" + text[2:]
	case relation == "atomic":
		return "~" + pointer + text
	default:
		panic(fmt.Sprintf("%s cannot be merged as %s", text, relation))
	}
}

func shortName(t reflect.Type) string {
	path := strings.TrimPrefix(t.PkgPath(), "k8s.io/")
	path = strings.TrimPrefix(path, "api/")
	path = regexp.MustCompile(`^(apimachinery|apiextensions-apiserver|kube-aggregator)/pkg/(apis/|util/)?`).ReplaceAllString(path, "")
	return path + "." + t.Name()
}

// How server-side apply merges: client-go holds the schema as YAML in a Go string.
type mergeType struct {
	atomic   bool
	fields   map[string]string
	defaults map[string]string
}

type atom struct {
	NamedType           string `json:"namedType"`
	ElementRelationship string `json:"elementRelationship"`
	List                *struct {
		ElementRelationship string   `json:"elementRelationship"`
		Keys                []string `json:"keys"`
	} `json:"list"`
	Map *struct {
		ElementRelationship string `json:"elementRelationship"`
		Fields              []struct {
			Name    string `json:"name"`
			Type    atom   `json:"type"`
			Default any    `json:"default"`
		} `json:"fields"`
	} `json:"map"`
}

func readMerges() {
	file := filepath.Join(moduleDir("k8s.io/client-go"), "applyconfigurations", "internal", "internal.go")
	source, err := os.ReadFile(file)
	must(err)
	_, text, _ := strings.Cut(string(source), "typed.YAMLObject(`")
	text, _, _ = strings.Cut(text, "`)")
	var schema struct {
		Types []struct {
			Name string `json:"name"`
			atom
		} `json:"types"`
	}
	must(yaml.Unmarshal([]byte(text), &schema))
	for _, t := range schema.Types {
		if t.Map == nil {
			continue
		}
		merge := mergeType{
			atomic: t.Map.ElementRelationship == "atomic", fields: map[string]string{}, defaults: map[string]string{},
		}
		for _, field := range t.Map.Fields {
			merge.fields[field.Name] = relation(field.Type)
			if value, ok := field.Default.(string); ok {
				merge.defaults[field.Name] = value
			}
		}
		merges[t.Name] = merge
	}
}

func relation(t atom) string {
	switch {
	case t.List != nil && t.List.ElementRelationship == "associative" && len(t.List.Keys) > 0:
		return strings.Join(t.List.Keys, ",")
	case t.List != nil && t.List.ElementRelationship == "associative":
		return "set"
	case t.List != nil:
		return ""
	case t.Map != nil && t.Map.ElementRelationship == "atomic", t.ElementRelationship == "atomic":
		return "atomic"
	default:
		return ""
	}
}

func mergeName(t reflect.Type) string {
	return "io.k8s." + strings.ReplaceAll(strings.TrimPrefix(t.PkgPath(), "k8s.io/"), "/", ".") + "." + t.Name()
}

// readClusterScoped finds the types that are marked as not namespaced, in their source.
func readClusterScoped() map[string]bool {
	result := map[string]bool{}
	mark := regexp.MustCompile(`(?s)\+genclient:nonNamespaced(.*?)\ntype (\w+) struct`)
	for module, pattern := range map[string]string{
		"k8s.io/api":                     "*/v*/types.go",
		"k8s.io/apiextensions-apiserver": "pkg/apis/apiextensions/v1/types.go",
		"k8s.io/kube-aggregator":         "pkg/apis/apiregistration/v1/types.go",
	} {
		dir := moduleDir(module)
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		must(err)
		sort.Strings(files)
		for _, file := range files {
			source, err := os.ReadFile(file)
			must(err)
			folder, err := filepath.Rel(dir, filepath.Dir(file))
			must(err)
			for _, match := range mark.FindAllStringSubmatch(string(source), -1) {
				result[module+"/"+filepath.ToSlash(folder)+"."+match[2]] = true
			}
		}
	}
	return result
}

func moduleDir(name string) string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", name).Output()
	must(err)
	return strings.TrimSpace(string(out))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
