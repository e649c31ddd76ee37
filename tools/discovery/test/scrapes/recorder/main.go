// Command recorder prints the targets that Prometheus would scrape for the ServiceMonitors, PodMonitors and Probes of a
// cluster: it lets the real operator write the scrape configuration, the real discovery of Prometheus read a cluster, and
// the real relabelling choose. It needs a kubeconfig; see ../README.md.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"log/slog"
	"os"
	"sort"
	"strings"
	"time"

	monitoringv1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus-operator/prometheus-operator/pkg/assets"
	operatorprometheus "github.com/prometheus-operator/prometheus-operator/pkg/prometheus"
	"github.com/prometheus/client_golang/prometheus"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	_ "github.com/prometheus/prometheus/discovery/kubernetes"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/scrape"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

type target struct {
	ScrapePool string            `json:"scrapePool"`
	URL        string            `json:"url"`
	Labels     map[string]string `json:"labels"`
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	logger := slog.New(slog.DiscardHandler)
	text, err := os.ReadFile(os.Args[1])
	check(err)
	configuration := generate(logger, strings.Split(string(text), "\n---\n"))
	loaded, err := promconfig.Load(string(configuration), logger)
	check(err)
	for _, scrapeConfig := range loaded.ScrapeConfigs {
		for _, sd := range scrapeConfig.ServiceDiscoveryConfigs {
			useKubeconfig(sd, os.Args[2])
		}
	}
	registry := prometheus.NewRegistry()
	refresh, err := discovery.CreateAndRegisterSDMetrics(registry)
	check(err)
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	manager := discovery.NewManager(ctx, logger, registry, refresh)
	groups := map[string]discovery.Configs{}
	for _, scrapeConfig := range loaded.ScrapeConfigs {
		groups[scrapeConfig.JobName] = scrapeConfig.ServiceDiscoveryConfigs
	}
	check(manager.ApplyConfig(groups))
	go func() { _ = manager.Run() }()
	found := map[string][]*targetgroup.Group{}
	for done := false; !done; {
		select {
		case <-ctx.Done():
			done = true
		case synced, isOpen := <-manager.SyncCh():
			if isOpen {
				found = synced
			}
		}
	}
	targets := []target{}
	for _, scrapeConfig := range loaded.ScrapeConfigs {
		builder := labels.NewBuilder(labels.EmptyLabels())
		for _, group := range found[scrapeConfig.JobName] {
			list, failures := scrape.TargetsFromGroup(group, scrapeConfig, nil, builder)
			for _, failure := range failures {
				log.Print(failure)
			}
			for _, one := range list {
				if one.Labels(builder).IsEmpty() {
					continue
				}
				targets = append(targets, target{scrapeConfig.JobName, one.URL().String(), labelsOf(one, builder)})
			}
		}
	}
	sort.Slice(targets, func(i, j int) bool {
		return fmt.Sprint(targets[i]) < fmt.Sprint(targets[j])
	})
	fmt.Println("[")
	for i, one := range targets {
		line, err := json.Marshal(one)
		check(err)
		comma := ","
		if i == len(targets)-1 {
			comma = ""
		}
		fmt.Printf("%s%s\n", line, comma)
	}
	fmt.Println("]")
}

func labelsOf(one *scrape.Target, builder *labels.Builder) map[string]string {
	found := map[string]string{}
	one.Labels(builder).Range(func(l labels.Label) { found[l.Name] = l.Value })
	return found
}

// read puts a document into the map of its kind.
func read(document string, monitors *monitors) {
	var kind metav1.TypeMeta
	check(yaml.Unmarshal([]byte(document), &kind))
	switch kind.Kind {
	case "ServiceMonitor":
		one := &monitoringv1.ServiceMonitor{}
		check(yaml.UnmarshalStrict([]byte(document), one))
		monitors.services[one.Name] = one
	case "PodMonitor":
		one := &monitoringv1.PodMonitor{}
		check(yaml.UnmarshalStrict([]byte(document), one))
		monitors.pods[one.Name] = one
	case "Probe":
		one := &monitoringv1.Probe{}
		check(yaml.UnmarshalStrict([]byte(document), one))
		if one.Spec.ProberSpec.Path == "" {
			// The default of the CRD.
			one.Spec.ProberSpec.Path = "/probe"
		}
		monitors.probes[one.Name] = one
	default:
		log.Fatalf("unknown kind %q", kind.Kind)
	}
}

type monitors struct {
	services map[string]*monitoringv1.ServiceMonitor
	pods     map[string]*monitoringv1.PodMonitor
	probes   map[string]*monitoringv1.Probe
}

func generate(logger *slog.Logger, documents []string) []byte {
	given := monitors{
		services: map[string]*monitoringv1.ServiceMonitor{},
		pods:     map[string]*monitoringv1.PodMonitor{},
		probes:   map[string]*monitoringv1.Probe{},
	}
	for _, document := range documents {
		read(document, &given)
	}
	role := monitoringv1.EndpointSliceRole
	interval := monitoringv1.Duration("30s")
	server := &monitoringv1.Prometheus{
		ObjectMeta: metav1.ObjectMeta{Name: "main", Namespace: "monitoring"},
		Spec: monitoringv1.PrometheusSpec{
			CommonPrometheusFields: monitoringv1.CommonPrometheusFields{ScrapeInterval: interval, Version: "v3.5.0", ServiceDiscoveryRole: &role},
			EvaluationInterval:     interval,
		},
	}
	generator, err := operatorprometheus.NewConfigGenerator(logger, server, operatorprometheus.WithEndpointSliceSupport())
	check(err)
	configuration, err := generator.GenerateServerConfiguration(
		server, given.services, given.pods, given.probes, nil, assets.NewTestStoreBuilder(), nil, nil, nil, nil)
	check(err)
	// The reloader beside Prometheus fills in which shard it is.
	return []byte(strings.ReplaceAll(string(configuration), "$(SHARD)", "0"))
}
