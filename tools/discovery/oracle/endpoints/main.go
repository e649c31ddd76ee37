// Command endpoints asks the controllers of Kubernetes themselves which EndpointSlices and Endpoints they make: one
// question a line on standard input, one answer a line on standard output.
//
//	{"nodes": [...], "pods": [...], "services": [...], "endpoints": [...], "slices": [...]}   objects as the API server holds them
//	{"slices": [...], "endpoints": [...]}   what there is when the controllers have nothing left to do
//
// The controllers run on caches that are filled by hand; what they write goes into the caches. Services come first, then
// Endpoints that were written by hand, then slices that were.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	_ "unsafe" // For go:linkname: the functions that sync one key are not exported.

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/endpoint"
	"k8s.io/kubernetes/pkg/controller/endpointslice"
	"k8s.io/kubernetes/pkg/controller/endpointslicemirroring"
)

//go:linkname syncEndpoints k8s.io/kubernetes/pkg/controller/endpoint.(*Controller).syncService
func syncEndpoints(*endpoint.Controller, context.Context, string) error

//go:linkname syncSlices k8s.io/kubernetes/pkg/controller/endpointslice.(*Controller).syncService
func syncSlices(*endpointslice.Controller, klog.Logger, string) error

//go:linkname syncTopology k8s.io/kubernetes/pkg/controller/endpointslice.(*Controller).checkNodeTopologyDistribution
func syncTopology(*endpointslice.Controller, klog.Logger)

//go:linkname syncMirrored k8s.io/kubernetes/pkg/controller/endpointslicemirroring.(*Controller).syncEndpoints
func syncMirrored(*endpointslicemirroring.Controller, context.Context, string) error

type question struct {
	Nodes     []*corev1.Node               `json:"nodes"`
	Pods      []*corev1.Pod                `json:"pods"`
	Services  []*corev1.Service            `json:"services"`
	Endpoints []*corev1.Endpoints          `json:"endpoints"`
	Slices    []*discoveryv1.EndpointSlice `json:"slices"`
}

type answer struct {
	Error     string                       `json:"error,omitempty"`
	Slices    []*discoveryv1.EndpointSlice `json:"slices"`
	Endpoints []*corev1.Endpoints          `json:"endpoints"`
}

// Rounds of all controllers after which none of them has anything left to do.
const rounds = 4

func main() {
	klog.SetOutput(io.Discard)
	klog.LogToStderr(false)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<28)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var asked question
		result := answer{}
		if err := json.Unmarshal(in.Bytes(), &asked); err != nil {
			result.Error = err.Error()
		} else {
			result = ask(asked)
		}
		written, err := json.Marshal(result)
		if err != nil {
			panic(err)
		}
		out.Write(append(written, '\n'))
		out.Flush()
	}
}

// cluster is what the controllers see.
type cluster struct {
	slices, endpoints, services cache.Store
	counter                     int
}

func ask(asked question) answer {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	logger := klog.FromContext(ctx)
	client := &fake.Clientset{}
	factory := informers.NewSharedInformerFactory(client, 0)
	core, discovery := factory.Core().V1(), factory.Discovery().V1()
	sliced := endpointslice.NewController(
		ctx, core.Pods(), core.Services(), core.Nodes(), discovery.EndpointSlices(), 100, client, 0,
	)
	old := endpoint.NewEndpointController(ctx, core.Pods(), core.Services(), core.Endpoints(), client, 0)
	mirrored := endpointslicemirroring.NewController(
		ctx, core.Endpoints(), discovery.EndpointSlices(), core.Services(), 1000, client, 0,
	)
	held := &cluster{
		slices:    discovery.EndpointSlices().Informer().GetStore(),
		endpoints: core.Endpoints().Informer().GetStore(),
		services:  core.Services().Informer().GetStore(),
	}
	client.AddReactor("*", "endpointslices", held.write)
	client.AddReactor("*", "endpoints", held.write)
	for _, node := range asked.Nodes {
		check(core.Nodes().Informer().GetStore().Add(node))
	}
	syncTopology(sliced, logger)
	for _, pod := range asked.Pods {
		check(core.Pods().Informer().GetStore().Add(pod))
	}
	sync := func() {
		for range rounds {
			for _, key := range held.keys() {
				// What cannot be put in order now is tried again for ever; it stays as it is.
				if _, exists, _ := held.services.GetByKey(key); exists {
					_ = syncSlices(sliced, logger, key)
					_ = syncEndpoints(old, ctx, key)
				}
				_ = syncMirrored(mirrored, ctx, key)
			}
		}
	}
	for _, service := range asked.Services {
		service.UID = types.UID("service/" + service.Namespace + "/" + service.Name)
		check(held.services.Add(service))
	}
	sync()
	for _, written := range asked.Endpoints {
		held.stamp(&written.ObjectMeta)
		check(held.endpoints.Add(written))
	}
	sync()
	for _, written := range asked.Slices {
		held.stamp(&written.ObjectMeta)
		check(held.slices.Add(written))
	}
	sync()
	result := answer{Slices: []*discoveryv1.EndpointSlice{}, Endpoints: []*corev1.Endpoints{}}
	for _, one := range held.slices.List() {
		result.Slices = append(result.Slices, one.(*discoveryv1.EndpointSlice))
	}
	for _, one := range held.endpoints.List() {
		result.Endpoints = append(result.Endpoints, one.(*corev1.Endpoints))
	}
	return result
}

// keys of everything that the controllers have to look at.
func (c *cluster) keys() []string {
	found := map[string]bool{}
	for _, store := range []cache.Store{c.services, c.endpoints} {
		for _, key := range store.ListKeys() {
			found[key] = true
		}
	}
	for _, one := range c.slices.List() {
		slice := one.(*discoveryv1.EndpointSlice)
		if name := slice.Labels[discoveryv1.LabelServiceName]; name != "" {
			found[slice.Namespace+"/"+name] = true
		}
	}
	keys := []string{}
	for key := range found {
		keys = append(keys, key)
	}
	return keys
}

// stamp gives an object what the API server gives a new one.
func (c *cluster) stamp(meta *metav1.ObjectMeta) {
	c.counter++
	meta.UID = types.UID(fmt.Sprint("uid-", c.counter))
	meta.ResourceVersion = fmt.Sprint(c.counter)
	meta.Generation = 1
	if meta.Name == "" {
		meta.Name = fmt.Sprint(meta.GenerateName, "#", c.counter)
	}
}

// write takes the place of the API server.
func (c *cluster) write(action clienttesting.Action) (bool, runtime.Object, error) {
	store := c.slices
	if action.GetResource().Resource == "endpoints" {
		store = c.endpoints
	}
	switch action := action.(type) {
	case clienttesting.CreateAction:
		object := action.GetObject().DeepCopyObject()
		meta := metaOf(object)
		meta.Namespace = action.GetNamespace()
		if action.GetVerb() == "create" {
			c.stamp(meta)
			return true, object, store.Add(object)
		}
		c.counter++
		meta.ResourceVersion = fmt.Sprint(c.counter)
		if current, exists, _ := store.Get(object); exists {
			meta.UID = metaOf(current.(runtime.Object)).UID
			meta.Generation = metaOf(current.(runtime.Object)).Generation + 1
		}
		return true, object, store.Update(object)
	case clienttesting.DeleteAction:
		key := action.GetNamespace() + "/" + action.GetName()
		if current, exists, _ := store.GetByKey(key); exists {
			return true, nil, store.Delete(current)
		}
		return true, nil, nil
	}
	return false, nil, nil
}

func metaOf(object runtime.Object) *metav1.ObjectMeta {
	switch object := object.(type) {
	case *discoveryv1.EndpointSlice:
		return &object.ObjectMeta
	case *corev1.Endpoints:
		return &object.ObjectMeta
	}
	panic(fmt.Sprintf("%T", object))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
