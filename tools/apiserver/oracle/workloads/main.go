// Command workloads asks the API server's own code what it says of Pods and of the kinds that make Pods: one question a
// line on standard input, one answer a line on standard output. Three kinds of question:
//
//	{"object": {...}, "before": {...}}   what the registry strategies say; without "before" of a creation
//	{"object": {...}, "level": "restricted", "version": "latest"}   what pod security says of a Pod
//	{"object": {...}, "existing": [...]}   what LimitRanger and ResourceQuota say of a new Pod, Service or claim
//
// Other admission plugins are not asked.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
	psaapi "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type strategy interface {
	rest.RESTCreateStrategy
	rest.RESTUpdateStrategy
}

var strategies = map[string]strategy{
	"CronJob":               cronjob.Strategy,
	"DaemonSet":             daemonset.Strategy,
	"Deployment":            deployment.Strategy,
	"Job":                   job.Strategy,
	"Pod":                   pod.Strategy,
	"PodTemplate":           podtemplate.Strategy,
	"ReplicaSet":            replicaset.Strategy,
	"ReplicationController": replicationcontroller.Strategy,
	"StatefulSet":           statefulset.Strategy,
}

type question struct {
	Object  json.RawMessage `json:"object"`
	Before  json.RawMessage `json:"before"`
	Level   string          `json:"level"`
	Version string          `json:"version"`

	Existing []json.RawMessage `json:"existing"`
}

type cause struct {
	Field   string `json:"field"`
	Type    string `json:"type"`
	Message string `json:"message"`
}

type answer struct {
	Error      string          `json:"error,omitempty"`
	Errors     []cause         `json:"errors"`
	Warnings   []string        `json:"warnings"`
	Violations string          `json:"violations,omitempty"`
	Object     json.RawMessage `json:"object,omitempty"`
}

type recorder struct{ warnings []string }

func (r *recorder) AddWarning(_, text string) { r.warnings = append(r.warnings, text) }

// The UID of every object: Jobs write theirs into labels.
const uid = "00000000-0000-0000-0000-000000000000"

func main() {
	capabilities.Initialize(capabilities.Capabilities{AllowPrivileged: true})
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<28)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		written, err := json.Marshal(ask(in.Bytes()))
		if err != nil {
			panic(err)
		}
		out.Write(append(written, '\n'))
	}
}

// ask answers one question. Some rules of the server panic; the server then answers with an internal error.
func ask(line []byte) (result answer) {
	defer func() {
		if cause := recover(); cause != nil {
			result = answer{Error: fmt.Sprint("panic: ", cause)}
		}
	}()
	var asked question
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{Error: err.Error()}
	}
	about := askStrategy
	if asked.Level != "" {
		about = askPodSecurity
	}
	if asked.Existing != nil {
		about = askLimits
	}
	answered, err := about(asked)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answered
}

func askPodSecurity(asked question) (answer, error) {
	var target corev1.Pod
	if err := json.Unmarshal(asked.Object, &target); err != nil {
		return answer{}, err
	}
	version, err := psaapi.ParseVersion(asked.Version)
	if err != nil {
		return answer{}, err
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return answer{}, err
	}
	level := psaapi.LevelVersion{Level: psaapi.Level(asked.Level), Version: version}
	result := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &target.ObjectMeta, &target.Spec))
	return answer{Violations: result.ForbiddenDetail()}, nil
}

func askStrategy(asked question) (answer, error) {
	object, kind, err := decode(asked.Object)
	if err != nil {
		return answer{}, err
	}
	recorded := &recorder{}
	ctx := contextOf(kind, recorded)
	rules := strategies[kind.Kind]
	var errors field.ErrorList
	var warnings []string
	if asked.Before == nil {
		rules.PrepareForCreate(ctx, object)
		if errors = rules.Validate(ctx, object); len(errors) == 0 {
			warnings = rules.WarningsOnCreate(ctx, object)
		}
	} else {
		before, _, err := decode(asked.Before)
		if err != nil {
			return answer{}, err
		}
		for _, one := range []runtime.Object{object, before} {
			one.(metav1.Object).SetResourceVersion("1")
		}
		rules.PrepareForUpdate(ctx, object, before)
		if errors = rules.ValidateUpdate(ctx, object, before); len(errors) == 0 {
			warnings = rules.WarningsOnUpdate(ctx, object, before)
		}
	}
	rules.Canonicalize(object)
	written, err := runtime.Encode(legacyscheme.Codecs.LegacyCodec(kind.GroupVersion()), object)
	if err != nil {
		return answer{}, err
	}
	causes := []cause{}
	for _, one := range errors {
		causes = append(causes, cause{one.Field, string(one.Type), one.ErrorBody()})
	}
	return answer{Errors: causes, Warnings: append(recorded.warnings, warnings...), Object: written}, nil
}

// decode reads an object as the server does, with its defaults.
func decode(raw []byte) (runtime.Object, *schema.GroupVersionKind, error) {
	object, kind, err := legacyscheme.Codecs.UniversalDecoder(
		schema.GroupVersion{Group: "", Version: runtime.APIVersionInternal},
		schema.GroupVersion{Group: "apps", Version: runtime.APIVersionInternal},
		schema.GroupVersion{Group: "batch", Version: runtime.APIVersionInternal},
	).Decode(raw, nil, nil)
	if err != nil {
		return nil, nil, err
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, nil, err
	}
	accessor.SetUID(types.UID(uid))
	return object, kind, nil
}

func contextOf(kind *schema.GroupVersionKind, recorded *recorder) context.Context {
	ctx := warning.WithWarningRecorder(request.NewDefaultContext(), recorded)
	return request.WithRequestInfo(ctx, &request.RequestInfo{APIGroup: kind.Group, APIVersion: kind.Version})
}
