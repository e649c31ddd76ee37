#!/bin/sh
# Records what the Prometheus operator 0.92 and Prometheus 3.12 scrape because of monitors.yaml in a cluster with the objects
# of cluster.yaml and pods.yaml, into targets.json. Needs Go, kubectl and the KUBECONFIG of a Kubernetes 1.36 without kubelets;
# leaves nothing there.
set -eu
cd "$(dirname "$0")"
: "${KUBECONFIG:?names the cluster}"
recorder=$(mktemp)
(cd recorder && go build -o "$recorder" .)
clean() {
  kubectl delete -f pods.yaml --force --grace-period=0 >/dev/null 2>&1 || true
  kubectl delete -f cluster.yaml --wait=false >/dev/null 2>&1 || true
  rm -f "$recorder"
}
trap clean EXIT
kubectl create -f cluster.yaml >/dev/null
sleep 3
kubectl create -f pods.yaml >/dev/null
kubectl apply --server-side --subresource=status -f pods.yaml >/dev/null
sleep 10
"$recorder" monitors.yaml "$KUBECONFIG" >targets.json
