/**
 * Measures how long it takes to check 10,000 objects: `npx nx run @fingerpost/apiserver:benchmark`. Beside kubeconform, which only
 * knows schemas, where KUBECONFORM or the PATH has it: `go install github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { JsonObject } from 'kustomize-ts';
import { create } from '../src/index.ts';

const COUNT = 10_000;
const RUNS = 3;
const repository = path.resolve(import.meta.dirname, '..', '..', '..');

const KINDS = [
  ['io.k8s.api.core.v1.Service', 'service-v1'],
  ['io.k8s.api.apps.v1.Deployment', 'deployment-apps-v1'],
  ['io.k8s.api.networking.v1.NetworkPolicy', 'networkpolicy-networking-v1'],
  ['io.k8s.api.core.v1.ConfigMap', 'configmap-v1'],
] as const;

/** Objects of a service: what most of a repository is made of. */
function objectsOf(i: number): JsonObject[] {
  const metadata = { name: `web-${i}`, namespace: 'shop', labels: { app: `web-${i}` } };
  const selector = { app: `web-${i}` };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: selector },
          spec: {
            containers: [
              {
                name: 'web',
                image: 'registry.example.com/web:1.0.0',
                ports: [{ name: 'http', containerPort: 8080 }],
                resources: {
                  requests: { cpu: '50m', memory: '64Mi' },
                  limits: { memory: '128Mi' },
                },
                readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080, protocol: 'TCP' }] }],
      },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { LEVEL: 'info', PORT: '8080' } },
  ];
}

const objects = Array.from({ length: COUNT / KINDS.length }, (_, i) => objectsOf(i)).flat();

/** The median of some runs, in milliseconds. */
function median(run: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}

function runProcess(command: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { maxBuffer: 1 << 28 });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed: ${stdout.toString()}${stderr.toString()}`);
}

/** The schemas as kubeconform looks for them. */
function writeSchemas(folder: string): void {
  const file = path.join(repository, 'tools/scripts/test/kubernetes/schema-1.36.json');
  const definitions = JSON.parse(readFileSync(file, 'utf8')) as unknown;
  mkdirSync(folder);
  for (const [type, name] of KINDS) {
    const schema = JSON.stringify({ $ref: `#/definitions/${type}`, definitions });
    writeFileSync(path.join(folder, `${name}.json`), schema);
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'apiserver-bench-'));
try {
  const file = path.join(folder, 'objects.yaml');
  writeFileSync(
    file,
    objects.map((object) => JSON.stringify(object, undefined, 1)).join('\n---\n'),
  );
  const own = median(() => {
    for (const object of objects) {
      const { verdict, message } = create(object);
      if (verdict !== 'accepted') throw new Error(message);
    }
  });
  console.log(`create, ${COUNT} objects in one process: ${own.toFixed(0)} ms (goal: 1000 ms)`);
  const bin = path.join(repository, 'tools/scripts/bin/fingerpost.js');
  const command = median(() => runProcess(process.execPath, [bin, 'policy-check', file]));
  console.log(`policy-check of a file with them: ${command.toFixed(0)} ms`);
  const kubeconform = process.env['KUBECONFORM'] ?? 'kubeconform';
  if (spawnSync(kubeconform, ['-v']).status === 0) {
    const schemas = path.join(folder, 'schemas');
    writeSchemas(schemas);
    const location = path.join(schemas, '{{.ResourceKind}}{{.KindSuffix}}.json');
    const args = ['-strict', '-n', String(availableParallelism()), '-schema-location', location];
    const other = median(() => runProcess(kubeconform, [...args, file]));
    const ratio = other / command;
    console.log(
      `kubeconform, schemas alone: ${other.toFixed(0)} ms; policy-check is ${ratio.toFixed(2)} times as fast`,
    );
  } else console.log('kubeconform is not there, so nothing is measured beside it');
} finally {
  rmSync(folder, { recursive: true });
}
