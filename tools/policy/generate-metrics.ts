/**
 * Writes src/metrics/inventory.json: the metrics of the exporters that rules of this kind read, from the sources of each
 * (all Apache-2.0). They come from the Go module proxy, so Go is needed: `node tools/policy/generate-metrics.ts`.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

interface Exporter {
  readonly name: string;
  readonly module: string;
  readonly version: string;
  readonly files: readonly string[];
  readonly read: (text: string) => readonly string[];
  /** Whose metrics begin like this; default: as one of its metrics does, up to the second underscore. */
  readonly families?: readonly string[];
}

const EXPORTERS: readonly Exporter[] = [
  {
    name: 'kube-proxy',
    module: 'k8s.io/kubernetes',
    version: 'v1.36.3',
    files: ['pkg/proxy/metrics/metrics.go'],
    read: (text) => [...readOptions(text, 'kubeproxy'), ...readLiterals(text, 'kubeproxy_')],
    families: ['kubeproxy_'],
  },
  {
    name: 'CoreDNS',
    module: 'github.com/coredns/coredns',
    version: 'v1.14.7',
    files: ['plugin/**/*.go'],
    read: (text) => readOptions(text, 'coredns'),
  },
  {
    name: 'kube-state-metrics',
    module: 'k8s.io/kube-state-metrics/v2',
    version: 'v2.20.0',
    files: ['internal/store/*.go'],
    read: (text) => readLiterals(text, 'kube_'),
  },
  {
    name: 'kube-scheduler',
    module: 'k8s.io/kubernetes',
    version: 'v1.36.3',
    files: ['pkg/scheduler/metrics/resources/resources.go'],
    read: (text) => readLiterals(text, 'kube_pod_resource_'),
    // Other metrics that begin with these are those of kube-state-metrics.
    families: [],
  },
  {
    name: 'blackbox exporter',
    module: 'github.com/prometheus/blackbox_exporter',
    version: 'v0.28.0',
    files: ['prober/*.go'],
    read: (text) => readLiterals(text, 'probe_'),
  },
];

const here = import.meta.dirname;
const folder = mkdtempSync(path.join(os.tmpdir(), 'metrics-'));
try {
  execFileSync('go', ['mod', 'init', 'metrics'], { cwd: folder, stdio: 'ignore' });
  const exporters = EXPORTERS.map((exporter) => readExporter(exporter));
  const text = JSON.stringify(
    { generated: 'node tools/policy/generate-metrics.ts', exporters },
    null,
    2,
  );
  writeFileSync(path.join(here, 'src/metrics/inventory.json'), `${text}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

function readExporter({ name, module, version, files, read, families }: Exporter): object {
  const printed = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { Dir: root } = JSON.parse(printed);
  const sources = files
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((file) => !file.endsWith('_test.go'));
  const metrics = [
    ...new Set(sources.flatMap((file) => read(readFileSync(path.join(root, file), 'utf8')))),
  ].toSorted();
  const own = families ?? [
    ...new Set(metrics.map((metric) => /^[^_]*_[^_]*_?/.exec(metric)?.[0] ?? metric)),
  ];
  return { name, version, source: `${module}: ${files.join(', ')}`, families: own, metrics };
}

/** Options of the Prometheus client: Subsystem and Name; those of histograms get the three suffixes. */
function readOptions(text: string, namespace: string): string[] {
  const constant = /(?:pluginName|[sS]ubsystem)\s*=\s*"(\w+)"/.exec(text)?.[1];
  const folderName = /^package (\w+)/m.exec(text)?.[1] ?? '';
  return text.split(/(?=\w*(?:Counter|Gauge|Histogram|Summary)\w*Opts\{)/).flatMap((part) => {
    if (!/^\w*Opts\{/.test(part)) return [];
    const name = /\bName:\s*"(\w+)"/.exec(part)?.[1];
    if (name === undefined) return [];
    const subsystem = /\bSubsystem:\s*(?:"(\w+)"|(\w+))/.exec(part);
    const named =
      subsystem?.[1] ??
      (subsystem?.[2] && (constant ?? (subsystem[2] === 'subsystem' ? 'dns' : folderName)));
    const prefix =
      namespace === named
        ? [namespace]
        : [namespace, ...(named && namespace !== 'kubeproxy' ? [named] : [])];
    const full = [...prefix, name].join('_');
    return part.startsWith('Histogram')
      ? ['', '_bucket', '_count', '_sum'].map((suffix) => `${full}${suffix}`)
      : [full];
  });
}

/** Names that stand in the source whole. */
function readLiterals(text: string, prefix: string): string[] {
  return Array.from(
    text.matchAll(new RegExp(`"(${prefix}[a-z0-9_]+)"`, 'g')),
    ([, name = '']) => name,
  );
}
