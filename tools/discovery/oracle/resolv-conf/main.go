// Tells what the kubelet writes into the resolv.conf of pods: one JSON object a line in, one a line out.
//
//	go run . < cases.jsonl
//
// In: {"namespace", "spec" (of the pod), "clusterDNS" (addresses), "clusterDomain", "node" (the resolv.conf of the node)}.
// Out: {"nameservers", "searches", "options" (sorted, because the kubelet writes them in no order)}.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"os"
	"sort"

	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/record"
	"k8s.io/kubernetes/pkg/kubelet/network/dns"
)

type question struct {
	Namespace     string     `json:"namespace"`
	Spec          v1.PodSpec `json:"spec"`
	ClusterDNS    []string   `json:"clusterDNS"`
	ClusterDomain string     `json:"clusterDomain"`
	Node          string     `json:"node"`
}

type answer struct {
	Nameservers []string `json:"nameservers"`
	Searches    []string `json:"searches"`
	Options     []string `json:"options"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked question
		check(json.Unmarshal(lines.Bytes(), &asked))
		check(out.Encode(tell(asked)))
	}
	check(lines.Err())
}

func tell(asked question) answer {
	file, err := os.CreateTemp("", "resolv.conf")
	check(err)
	defer os.Remove(file.Name())
	_, err = file.WriteString(asked.Node)
	check(err)
	check(file.Close())
	servers := []net.IP{}
	for _, address := range asked.ClusterDNS {
		servers = append(servers, net.ParseIP(address))
	}
	recorder := record.NewFakeRecorder(100)
	node := &v1.ObjectReference{Kind: "Node", Name: "node-a"}
	configurer := dns.NewConfigurer(recorder, node, nil, servers, asked.ClusterDomain, file.Name())
	pod := &v1.Pod{Spec: asked.Spec}
	pod.Namespace = asked.Namespace
	config, err := configurer.GetPodDNS(context.Background(), pod)
	check(err)
	sort.Strings(config.Options)
	return answer{some(config.Servers), some(config.Searches), some(config.Options)}
}

func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
