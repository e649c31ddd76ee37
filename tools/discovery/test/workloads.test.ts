import test from 'ava';
import { defaultEnvironment } from '../src/environment/environment.ts';
import type { Environment } from '../src/environment/environment.ts';
import { readNodes } from '../src/environment/nodes.ts';
import { readWorkloads } from '../src/workloads/read-workloads.ts';
import type { Workloads } from '../src/workloads/read-workloads.ts';
import { readYaml } from './read-yaml.ts';

function workloadsOf(yaml: string, environment: Partial<Environment> = {}): Workloads {
  const store = readYaml(yaml);
  const full = { ...defaultEnvironment, ...environment };
  return readWorkloads(store, readNodes(store, full), full);
}

const TEMPLATE = `
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "app:1"}]}`;

test('pods of a ReplicaSet without manifest belong to its Deployment', (t) => {
  const { workloads } = workloadsOf(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:${TEMPLATE}
---
apiVersion: v1
kind: Pod
metadata:
  name: web-7d4b9c-24567
  namespace: shop
  labels: {app: web, pod-template-hash: 7d4b9c}
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7d4b9c, uid: u, controller: true}]
spec: {nodeName: node-a, containers: [{name: app, image: "app:1"}]}
status: {phase: Running, podIP: 10.0.0.7, conditions: [{type: Ready, status: "True"}]}
`);
  t.deepEqual(
    workloads.map(({ id, pods }) => [
      id,
      ...pods.map(({ ordinal, addresses }) => [ordinal, addresses]),
    ]),
    [['shop/Deployment/web', [0, [{ family: 'IPv4', address: '10.0.0.7' }]]]],
  );
});
