// What Argo CD's own code says of the objects in apps/. One JSON object in, one out; ../../test/argocd/compare.ts asks.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/template"

	"github.com/expr-lang/expr"
	log "github.com/sirupsen/logrus"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/fake"
	"sigs.k8s.io/controller-runtime/pkg/client"

	appsettemplate "github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/lua"
	"github.com/argoproj/argo-cd/v3/util/settings"
	"sigs.k8s.io/yaml"
)

type object struct {
	Group     string `json:"group"`
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
}

type question struct {
	ApplicationSets []v1alpha1.ApplicationSet `json:"applicationSets"`
	Projects        []v1alpha1.AppProject     `json:"projects"`
	// By branch: the folders, and by folder the objects.
	Branches      map[string]map[string][]object `json:"branches"`
	Settings      map[string]string              `json:"settings"`
	Notifications map[string]string              `json:"notifications"`
	Kinds         []object                       `json:"kinds"`
	Health        []map[string]any               `json:"health"`
	Templates     []string                       `json:"templates"`
	Parameters    map[string]any                 `json:"parameters"`
	// Applications that triggers and messages are about.
	Told []map[string]any `json:"told"`
}

type result struct {
	Value string `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
}

type health struct {
	Status  string `json:"status"`
	Message string `json:"message,omitempty"`
}

type notification struct {
	Trigger string `json:"trigger"`
	Message string `json:"message"`
}

type answer struct {
	Applications  []v1alpha1.Application `json:"applications"`
	Refusals      []string               `json:"refusals"`
	Excluded      []object               `json:"excluded"`
	Health        []health               `json:"health"`
	Templates     []result               `json:"templates"`
	Notifications [][]notification       `json:"notifications"`
}

func main() {
	log.SetOutput(io.Discard)
	var asked question
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	var said answer
	for _, set := range asked.ApplicationSets {
		said.Applications = append(said.Applications, expand(set, asked)...)
	}
	said.Refusals = []string{}
	for _, application := range said.Applications {
		said.Refusals = append(said.Refusals, refusals(application, asked)...)
	}
	manager := settingsOf(asked.Settings)
	said.Excluded = excluded(manager, asked.Kinds)
	said.Health = assess(manager, asked.Health)
	renderer := utils.Render{}
	for _, text := range asked.Templates {
		value, err := renderer.Replace(text, asked.Parameters, true, []string{"missingkey=error"})
		said.Templates = append(said.Templates, result{Value: value, Error: errorText(err)})
	}
	for _, application := range asked.Told {
		said.Notifications = append(said.Notifications, notify(asked.Notifications, application))
	}
	must(json.NewEncoder(os.Stdout).Encode(said))
}

type branches map[string]map[string][]object

func (b branches) GetFiles(context.Context, string, string, string, string, bool, *v1alpha1.SourceIntegrity) (map[string][]byte, error) {
	return nil, fmt.Errorf("no files here")
}

func (b branches) GetDirectories(_ context.Context, _, revision, _ string, _ bool, _ *v1alpha1.SourceIntegrity) ([]string, error) {
	folders, ok := b[revision]
	if !ok {
		return nil, fmt.Errorf("no branch %s", revision)
	}
	var names []string
	for name := range folders {
		names = append(names, name)
	}
	return names, nil
}

// projectReader answers the one question that the git generator asks of the API server.
type projectReader struct {
	client.Client
	projects []v1alpha1.AppProject
}

func (r projectReader) Get(_ context.Context, key client.ObjectKey, into client.Object, _ ...client.GetOption) error {
	for _, project := range r.projects {
		if project.Name == key.Name && project.Namespace == key.Namespace {
			project.DeepCopyInto(into.(*v1alpha1.AppProject))
			return nil
		}
	}
	return fmt.Errorf("no project %s", key)
}

func expand(set v1alpha1.ApplicationSet, asked question) []v1alpha1.Application {
	all := map[string]generators.Generator{"Git": generators.NewGitGenerator(branches(asked.Branches), "argocd")}
	applications, _, err := appsettemplate.GenerateApplications(
		log.NewEntry(log.StandardLogger()), set, all, &utils.Render{}, projectReader{projects: asked.Projects})
	must(err)
	return applications
}

func refusals(application v1alpha1.Application, asked question) []string {
	var found []string
	for _, project := range asked.Projects {
		if project.Name != application.Spec.Project {
			continue
		}
		cluster := &v1alpha1.Cluster{Name: application.Spec.Destination.Name, Server: "https://" + application.Spec.Destination.Name + ".invalid"}
		refuse := func(what string) {
			found = append(found, fmt.Sprintf("%s: %s is not permitted in project %s", application.Name, what, project.Name))
		}
		isDestination := func(namespace string) bool {
			permitted, err := project.IsDestinationPermitted(cluster, namespace, nil)
			must(err)
			return permitted
		}
		source := application.Spec.Source
		if !project.IsSourcePermitted(*source) {
			refuse("repository " + source.RepoURL)
		}
		if namespace := application.Spec.Destination.Namespace; !isDestination(namespace) {
			refuse("destination " + cluster.Name + "/" + namespace)
		}
		for _, one := range asked.Branches[source.TargetRevision][source.Path] {
			groupKind := schema.GroupKind{Group: one.Group, Kind: one.Kind}
			if !project.IsGroupKindNamePermitted(groupKind, one.Name, one.Namespace != "") {
				refuse(one.Group + "/" + one.Kind + " " + one.Name)
			}
			if one.Namespace != "" && !isDestination(one.Namespace) {
				refuse(one.Kind + " " + one.Name + " in namespace " + one.Namespace)
			}
		}
		return found
	}
	return []string{application.Name + ": no project " + application.Spec.Project}
}

func settingsOf(data map[string]string) *settings.SettingsManager {
	labels := map[string]string{"app.kubernetes.io/part-of": "argocd"}
	meta := func(name string) metav1.ObjectMeta {
		return metav1.ObjectMeta{Name: name, Namespace: "argocd", Labels: labels}
	}
	clientset := fake.NewClientset(
		&corev1.ConfigMap{ObjectMeta: meta("argocd-cm"), Data: data},
		&corev1.Secret{ObjectMeta: meta("argocd-secret"), Data: map[string][]byte{"server.secretkey": []byte("x")}},
	)
	return settings.NewSettingsManager(context.Background(), clientset, "argocd")
}

func excluded(manager *settings.SettingsManager, kinds []object) []object {
	filter, err := manager.GetResourcesFilter()
	must(err)
	found := []object{}
	for _, one := range kinds {
		if filter.IsExcludedResource(one.Group, one.Kind, "https://dev.invalid") {
			found = append(found, one)
		}
	}
	return found
}

func assess(manager *settings.SettingsManager, objects []map[string]any) []health {
	overrides, err := manager.GetResourceOverrides()
	must(err)
	found := []health{}
	for _, one := range objects {
		status, err := lua.ResourceHealthOverrides(overrides).GetResourceHealth(&unstructured.Unstructured{Object: one})
		must(err)
		if status == nil {
			found = append(found, health{Status: "no script"})
			continue
		}
		found = append(found, health{Status: string(status.Status), Message: status.Message})
	}
	return found
}

type condition struct {
	When string   `json:"when"`
	Send []string `json:"send"`
}

// notify does what the notifications engine does with a trigger and a template: an expression over `app`, and
// text/template with `app` and `context`.
func notify(config map[string]string, application map[string]any) []notification {
	found := []notification{}
	variables := map[string]any{"app": application, "context": map[string]string{"argocdUrl": "https://argocd.example.com"}}
	for _, name := range sorted(config, "trigger.") {
		var conditions []condition
		must(yaml.UnmarshalStrict([]byte(config[name]), &[]struct {
			condition
			Description string `json:"description"`
			OncePer     string `json:"oncePer"`
		}{}))
		must(yaml.Unmarshal([]byte(config[name]), &conditions))
		for _, one := range conditions {
			program, err := expr.Compile(one.When)
			must(err)
			value, err := expr.Run(program, map[string]any{"app": application})
			must(err)
			if value != true {
				continue
			}
			for _, send := range one.Send {
				var parts struct {
					Message string `json:"message"`
				}
				must(yaml.UnmarshalStrict([]byte(config["template."+send]), &parts))
				parsed, err := template.New(send).Parse(parts.Message)
				must(err)
				var text bytes.Buffer
				must(parsed.Execute(&text, variables))
				found = append(found, notification{Trigger: strings.TrimPrefix(name, "trigger."), Message: text.String()})
			}
		}
	}
	return found
}

func sorted(config map[string]string, prefix string) []string {
	var names []string
	for name := range config {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
