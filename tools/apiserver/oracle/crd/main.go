// Command crd asks the API server's own code what it says of custom resources: one question a line on standard input,
// one answer a line on standard output.
//
//	{"definition": {...}, "version": "v1", "object": {...}, "before": {...}}
//
// Without "before" it is a creation, else an update (PUT) of the object that "before" made. An answer has "definition"
// when the definition itself is refused, "decode" when the object cannot be decoded.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	crdvalidation "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/crdserverscheme"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	kjson "sigs.k8s.io/json"
)

type question struct {
	Definition json.RawMessage `json:"definition"`
	Version    string          `json:"version"`
	Object     json.RawMessage `json:"object"`
	Before     json.RawMessage `json:"before"`
}

type cause struct {
	Field   string `json:"field"`
	Type    string `json:"type"`
	Message string `json:"message"`
}

type answer struct {
	Definition string         `json:"definition,omitempty"`
	Decode     string         `json:"decode,omitempty"`
	Strict     []string       `json:"strict,omitempty"`
	Errors     []cause        `json:"errors,omitempty"`
	Warnings   []string       `json:"warnings,omitempty"`
	Object     map[string]any `json:"object,omitempty"`
}

type strategy interface {
	rest.RESTCreateStrategy
	rest.RESTUpdateStrategy
}

// kind is what a definition makes.
type kind struct {
	strategy   strategy
	structural *structuralschema.Structural
	gvk        schema.GroupVersionKind
	namespaced bool
}

// recorder keeps each warning once, as the server sends it.
type recorder struct{ texts []string }

func (r *recorder) AddWarning(_, text string) {
	if !slices.Contains(r.texts, text) {
		r.texts = append(r.texts, text)
	}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	known := map[string]*kind{}
	for lines.Scan() {
		var in question
		must(json.Unmarshal(lines.Bytes(), &in))
		must(encoder.Encode(ask(in, known)))
	}
}

func ask(in question, known map[string]*kind) answer {
	id := in.Version + string(in.Definition)
	own := known[id]
	if own == nil {
		made, err := makeKind(in)
		if err != nil {
			return answer{Definition: err.Error()}
		}
		own = made
		clear(known)
		known[id] = own
	}
	warnings := &recorder{}
	ctx := warning.WithWarningRecorder(request.WithNamespace(context.Background(), "default"), warnings)
	ctx = request.WithRequestInfo(ctx, &request.RequestInfo{APIGroup: own.gvk.Group, APIVersion: own.gvk.Version})
	if !own.namespaced {
		ctx = request.WithNamespace(ctx, "")
	}
	target, strict, err := own.decode(in.Object, true)
	if err != nil {
		return answer{Decode: err.Error()}
	}
	if len(strict) > 0 {
		return answer{Strict: strict}
	}
	if in.Before == nil {
		rest.FillObjectMetaSystemFields(target)
		err = rest.BeforeCreate(own.strategy, ctx, target)
	} else {
		before, _, decodeErr := own.decode(in.Before, false)
		must(decodeErr)
		rest.FillObjectMetaSystemFields(before)
		own.strategy.PrepareForCreate(ctx, before)
		own.complete(before)
		target.SetUID(before.GetUID())
		own.complete(target)
		err = rest.BeforeUpdate(own.strategy, ctx, target, before)
	}
	result := answer{Warnings: warnings.texts}
	if err != nil {
		status, ok := err.(errors.APIStatus)
		if !ok {
			return answer{Decode: err.Error()}
		}
		details := status.Status().Details
		if details == nil || len(details.Causes) == 0 {
			return answer{Decode: err.Error()}
		}
		for _, c := range details.Causes {
			result.Errors = append(result.Errors, cause{c.Field, string(c.Type), c.Message})
		}
		return result
	}
	result.Object = target.Object
	for _, name := range []string{"uid", "creationTimestamp", "generation", "resourceVersion"} {
		unstructured.RemoveNestedField(result.Object, "metadata", name)
	}
	return result
}

// complete gives an object what a request for its path has: a namespace and a version in the store.
func (k *kind) complete(target *unstructured.Unstructured) {
	if k.namespaced {
		target.SetNamespace("default")
	}
	target.SetResourceVersion("1")
}

func makeKind(in question) (*kind, error) {
	var versioned v1.CustomResourceDefinition
	if err := utiljson.Unmarshal(in.Definition, &versioned); err != nil {
		return nil, err
	}
	v1.SetDefaults_CustomResourceDefinition(&versioned)
	v1.SetDefaults_CustomResourceDefinitionSpec(&versioned.Spec)
	versioned.Status.StoredVersions = []string{in.Version}
	var internal apiextensions.CustomResourceDefinition
	if err := v1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(&versioned, &internal, nil); err != nil {
		return nil, err
	}
	// What matters here is what rules cost when they run, not what they are thought to cost at most.
	var errs field.ErrorList
	for _, err := range crdvalidation.ValidateCustomResourceDefinition(context.Background(), &internal) {
		if !strings.Contains(err.Detail, "cost") {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return nil, errs.ToAggregate()
	}
	props, err := apiextensions.GetSchemaForVersion(&internal, in.Version)
	if err != nil {
		return nil, err
	}
	structural, err := structuralschema.NewStructural(props.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	structural = structural.DeepCopy()
	if err := defaulting.PruneDefaults(structural); err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(props.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	subresources, err := apiextensions.GetSubresourcesForVersion(&internal, in.Version)
	if err != nil {
		return nil, err
	}
	var status *apiextensions.CustomResourceSubresourceStatus
	var scale *apiextensions.CustomResourceSubresourceScale
	if subresources != nil {
		status, scale = subresources.Status, subresources.Scale
	}
	gvk := schema.GroupVersionKind{Group: internal.Spec.Group, Version: in.Version, Kind: internal.Spec.Names.Kind}
	namespaced := internal.Spec.Scope == apiextensions.NamespaceScoped
	return &kind{
		strategy: customresource.NewStrategy(
			crdserverscheme.NewUnstructuredObjectTyper(), namespaced, gvk, validator, nil, structural, status, scale, nil,
		),
		structural: structural,
		gvk:        gvk,
		namespaced: namespaced,
	}, nil
}

// decode does what schemaCoercingDecoder and the defaulter of pkg/apiserver/customresource_handler.go do, with their
// own parts; of what is stored, metadata that cannot be read is dropped.
func (k *kind) decode(text []byte, strict bool) (*unstructured.Unstructured, []string, error) {
	var content map[string]any
	var problems []string
	strictErrors, err := kjson.UnmarshalStrict(text, &content)
	if err != nil {
		return nil, nil, err
	}
	for _, problem := range strictErrors {
		problems = append(problems, problem.Error())
	}
	target := &unstructured.Unstructured{Object: content}
	meta, found, unknown, err := objectmeta.GetObjectMetaWithOptions(content, objectmeta.ObjectMetaOptions{
		DropMalformedFields: !strict, ReturnUnknownFieldPaths: strict,
	})
	if err != nil {
		return nil, nil, err
	}
	unknown = append(unknown, pruning.PruneWithOptions(content, k.structural, true, structuralschema.UnknownFieldPathOptions{
		TrackUnknownFieldPaths: strict,
	})...)
	defaulting.PruneNonNullableNullsWithoutDefaults(content, k.structural)
	fieldErr, paths := objectmeta.CoerceWithOptions(nil, content, k.structural, false, objectmeta.CoerceOptions{
		DropInvalidFields: !strict, ReturnUnknownFieldPaths: strict,
	})
	if fieldErr != nil {
		return nil, nil, fieldErr
	}
	for _, path := range append(unknown, paths...) {
		problems = append(problems, fmt.Sprintf(`unknown field "%s"`, path))
	}
	target.SetGroupVersionKind(k.gvk)
	if found {
		if err := objectmeta.SetObjectMeta(content, meta); err != nil {
			return nil, nil, err
		}
	}
	defaulting.Default(content, k.structural)
	return target, problems, nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
