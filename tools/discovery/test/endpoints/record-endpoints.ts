/**
 * Records what a real control plane makes of clusters that are made up, and compares the model with it:
 * `KUBERNETES_API=... KUBERNETES_TOKEN=... NODE_EXTRA_CA_CERTS=... node test/endpoints/record-endpoints.ts [--batches N]
 * [--seed S] [--out FILE]`. The control plane is Kubernetes 1.36 without nodes, scheduler, node lifecycle and Pod garbage
 * collection, and it has to be empty: Nodes are made and deleted, each cluster gets a namespace of its own. `--out` gets
 * the recorded cases in the form of test/cluster/endpoints.json; the exit code is 1 where the model says something else.
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';
import { formatEndpoints, formatSlices } from '../../src/index.ts';
import { modelOf, readCase } from '../cluster/endpoint-cases.ts';
import type { EndpointCase } from '../cluster/endpoint-cases.ts';
import { comparable, difference } from './comparable.ts';
import { endpointWorlds } from './endpoint-worlds.ts';
import type { EndpointWorld } from './endpoint-worlds.ts';
import { connect, pathOf } from './live-cluster.ts';
import type { RealEndpoints, RealSlice } from './real-answer.ts';
import { recordsOf } from './real-records.ts';
import { isRecordable } from './recordable.ts';
import { runPods } from './stand-in.ts';

const { values } = parseArgs({
  options: {
    batches: { type: 'string', default: '3' },
    size: { type: 'string', default: '8' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    out: { type: 'string' },
  },
});

/** Time for the controllers to see what is new, in milliseconds. */
const SETTLE = 2500;
const AFTERWARDS: readonly unknown[] = ['Service', 'Endpoints', 'EndpointSlice'];

const cluster = connect();
const started = Date.now().toString(36);
const seed = Number(values.seed);
const recorded: EndpointCase[] = [];
let differing = 0;

const worlds = fc
  .sample(endpointWorlds, { numRuns: Number(values.batches) * Number(values.size) * 6, seed })
  .filter(isRecordable)
  .map((world) => ({
    ...world,
    objects: world.objects.filter((object) => isAccepted({ ...world, objects: [object] })),
  }))
  .filter(isAccepted);

for (let batch = 0; batch < Number(values.batches); batch++) {
  const part = worlds.slice(batch * Number(values.size), (batch + 1) * Number(values.size));
  const nodes = part[0]?.nodes ?? [];
  await replaceNodes(nodes);
  await Promise.all(
    part.map(async (world, index) => {
      const name = `random/${seed}-${batch * Number(values.size) + index}`;
      compare(await record({ ...world, nodes }, name, `case-${started}-${batch}-${index}`));
    }),
  );
}

if (values.out) writeFileSync(values.out, `${JSON.stringify(recorded, undefined, 1)}\n`);
process.stdout.write(`seed ${seed}: ${recorded.length} clusters recorded, ${differing} differ\n`);
if (differing > 0) process.exitCode = 1;

function isAccepted(world: EndpointWorld): boolean {
  return readCase(world).store.notModelled.length === 0;
}

async function replaceNodes(nodes: EndpointWorld['nodes']): Promise<void> {
  await cluster.send('DELETE', '/api/v1/nodes', {});
  for (const [index, { name, zone, cpu, ready, controlPlane }] of nodes.entries()) {
    const labels = {
      ...(zone != null && { 'topology.kubernetes.io/zone': zone }),
      ...(controlPlane && { 'node-role.kubernetes.io/control-plane': '' }),
    };
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } };
    await cluster.send('POST', '/api/v1/nodes', node);
    // Away with the taint of new nodes, which the node lifecycle controller takes off else.
    await cluster.send('PUT', `/api/v1/nodes/${name}`, node);
    await cluster.send('PUT', `/api/v1/nodes/${name}/status`, {
      ...node,
      status: {
        allocatable: { cpu, memory: '8Gi', pods: '110' },
        addresses: [{ type: 'InternalIP', address: `172.30.0.${10 + index}` }],
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      },
    });
  }
  await setTimeout(SETTLE);
}

async function record(
  world: EndpointWorld,
  name: string,
  namespace: string,
): Promise<EndpointCase> {
  await cluster.send('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  await setTimeout(SETTLE);
  const before = world.objects.filter(({ kind }) => !AFTERWARDS.includes(kind));
  for (const object of before) await create(object, namespace);
  const symbols = await runPods(cluster, namespace, world.nodes);
  for (const pod of world.terminating ?? []) {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
    await cluster.send('DELETE', path, { gracePeriodSeconds: 100_000 }, [404]);
  }
  await setTimeout(500);
  for (const kind of AFTERWARDS) {
    const objects = world.objects.filter((object) => object['kind'] === kind);
    for (const object of objects) await create(object, namespace);
    if (objects.length > 0) await setTimeout(SETTLE);
  }
  const slices = await cluster.list<RealSlice>(
    `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
  );
  const endpoints = await cluster.list<RealEndpoints>(`/api/v1/namespaces/${namespace}/endpoints`);
  const answer = JSON.parse(JSON.stringify({ slices, endpoints }), (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    return value === namespace ? 'shop' : (symbols.get(value) ?? value);
  }) as { readonly slices: readonly RealSlice[]; readonly endpoints: readonly RealEndpoints[] };
  const records = recordsOf(answer);
  await cluster.send('DELETE', `/api/v1/namespaces/${namespace}/pods`, { gracePeriodSeconds: 0 });
  await cluster.send('DELETE', `/api/v1/namespaces/${namespace}`, {});
  const listed = records.slices.flatMap((slice) => slice.endpoints);
  return {
    name,
    ...world,
    ...records,
    endpointsCount: {
      slices: records.slices.length,
      endpoints: listed.length,
      ready: listed.filter(({ ready }) => ready !== false).length,
    },
  };
}

async function create(object: JsonObject, namespace: string): Promise<void> {
  const metadata = object['metadata'] as JsonObject;
  const body = { ...object, metadata: { ...metadata, namespace } };
  // Endpoints that the controller made before stay: it would write over others when it looks next.
  await cluster.send('POST', pathOf(object, namespace), body, [409]);
}

function compare(real: EndpointCase): void {
  recorded.push(real);
  const model = modelOf(readCase(real));
  const chance = model.notModelled.some(({ reason }) => reason.includes('chance'));
  const own = comparable(
    { slices: formatSlices(model.slices), endpoints: formatEndpoints(model.endpoints) },
    chance,
  );
  const theirs = comparable(
    { slices: real.slices, endpoints: real.endpoints } as Parameters<typeof comparable>[0],
    chance,
  );
  const found = difference(own, theirs);
  if (found === undefined) return;
  differing++;
  const { name, nodes, objects, terminating } = real;
  process.stdout.write(`${JSON.stringify({ name, nodes, objects, terminating })}\n${found}\n`);
}
