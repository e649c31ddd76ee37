package main

import (
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/kubernetes"
)

func useKubeconfig(sd discovery.Config, path string) {
	if config, ok := sd.(*kubernetes.SDConfig); ok {
		config.KubeConfig = path
	}
}
