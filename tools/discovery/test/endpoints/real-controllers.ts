import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { JsonObject } from 'kustomize-ts';
import type { Pod } from '../../src/index.ts';
import type { ReadCase } from '../cluster/endpoint-cases.ts';
import type { RealAnswer } from './real-answer.ts';

export interface RealControllers {
  /** What the controllers make of a cluster; addresses of pods are symbols. */
  ask(read: ReadCase): Promise<RealAnswer>;
  close(): void;
}

/**
 * Builds `oracle/endpoints` with Go, which needs network for the modules, and starts it; the environment variable ORACLE
 * names a binary that is built already.
 */
export function startControllers(): RealControllers {
  const child = spawn(process.env['ORACLE'] ?? buildOracle(), {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting: ((line: string) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line));
  child.on('close', () => {
    for (const give of waiting.splice(0)) give('{"error":"the controllers crashed"}');
  });
  return {
    ask: async (read) => {
      const symbols = new Map<string, string>();
      const question = questionOf(read, symbols);
      const line = await new Promise<string>((resolve) => {
        waiting.push(resolve);
        child.stdin.write(`${JSON.stringify(question)}\n`);
      });
      const answer = JSON.parse(line, (_, value: unknown) =>
        typeof value === 'string' ? (symbols.get(value) ?? value) : value,
      ) as RealAnswer & { readonly error?: string };
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer;
    },
    close: () => child.stdin.end(),
  };
}

function buildOracle(): string {
  const binary = path.join(mkdtempSync(path.join(tmpdir(), 'oracle-')), 'endpoints');
  execFileSync('go', ['build', '-o', binary, '.'], {
    cwd: path.join(import.meta.dirname, '..', '..', 'oracle', 'endpoints'),
    stdio: 'inherit',
  });
  return binary;
}

/** The objects that the controllers see; `symbols` gets the symbol of each address that is made up here. */
function questionOf(
  { store, workloads, environment }: ReadCase,
  symbols: Map<string, string>,
): object {
  const pods = workloads.flatMap((workload) => workload.pods);
  const stored = (group: string, kind: string): JsonObject[] =>
    store.list(group, kind).map(({ object }) => object);
  return {
    nodes: environment.nodes.map(({ name, zone, cpu, ready, controlPlane }) => ({
      metadata: {
        name,
        labels: {
          ...(zone !== undefined && { 'topology.kubernetes.io/zone': zone }),
          ...(controlPlane && { 'node-role.kubernetes.io/control-plane': '' }),
        },
      },
      status: {
        allocatable: { cpu: String(cpu) },
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      },
    })),
    pods: pods.map((pod, index) => podOf(pod, index, symbols)),
    services: stored('', 'Service').map((service) => withAddress(service)),
    endpoints: stored('', 'Endpoints'),
    slices: stored('discovery.k8s.io', 'EndpointSlice'),
  };
}

/** A cluster IP in place of the word for one that the API server chooses. */
function withAddress(service: JsonObject): JsonObject {
  const spec = service['spec'] as JsonObject;
  const given = typeof spec['clusterIP'] === 'string' && spec['clusterIP'].startsWith('<');
  return given
    ? { ...service, spec: { ...spec, clusterIP: '10.96.0.1', clusterIPs: [] } }
    : service;
}

function podOf(pod: Pod, index: number, symbols: Map<string, string>): object {
  const name = pod.id.slice(pod.namespace.length + 1);
  const { containers, initContainers } = pod.spec;
  const podIPs = pod.addresses.map(({ family, address }) => {
    if (!address.includes('(')) return { ip: address };
    const ip =
      family === 'IPv4'
        ? `10.244.${index >> 8}.${index & 255}`
        : `fd00:10:244::${(index + 1).toString(16)}`;
    symbols.set(ip, address);
    return { ip };
  });
  return {
    metadata: {
      name,
      namespace: pod.namespace,
      uid: `uid-${pod.id}`,
      labels: Object.fromEntries(pod.labels),
      ...(pod.terminating && { deletionTimestamp: '2026-01-01T00:00:00Z' }),
    },
    spec: {
      containers,
      initContainers,
      hostname: pod.hostname,
      subdomain: pod.subdomain,
      nodeName: pod.node,
    },
    status: {
      phase: pod.phase,
      podIP: podIPs[0]?.ip,
      podIPs,
      conditions: [{ type: 'Ready', status: pod.ready ? 'True' : 'False' }],
    },
  };
}
