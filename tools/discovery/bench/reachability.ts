/**
 * Measures who may talk to whom: `node tools/discovery/bench/reachability.ts`. Beside netpol-analyzer, where
 * NETPOL_ANALYZER names its binary: `go build -o netpolicy github.com/np-guard/netpol-analyzer/cmd/netpolicy`, v1.1.0.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { diskFileSystem, memoryFileSystem, readResources } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';
import { computeReachability, defaultEnvironment, readStore, readWorkloads } from '../src/index.ts';
import type { Store, Workload } from '../src/index.ts';
import { generatePolicies, SHAPES } from './generate-policies.ts';
import type { Shape } from './generate-policies.ts';

const SIZES = [100, 300, 1000, 3000] as const;
const RUNS = 5;
/** netpol-analyzer takes minutes for more. */
const COMPARED = 100;

/** What a run takes, in milliseconds: by the clock, and of the processors, which says more on a busy machine. */
interface Time {
  readonly clock: number;
  readonly processors: number;
}

/** The run with the median time by the clock. */
function median(runs: number, run: () => void): Time {
  const times = Array.from({ length: runs }, (): Time => {
    const start = performance.now();
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return { clock: performance.now() - start, processors: (user + system) / 1000 };
  });
  const sorted = times.toSorted((a, b) => a.clock - b.clock);
  return sorted[Math.floor(runs / 2)] ?? { clock: Number.NaN, processors: Number.NaN };
}

/** One list, because netpol-analyzer takes a file that begins with a brace for a single object. */
function textOf(shape: Shape, size: number): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: generatePolicies(shape, size) });
}

function read(
  folder: string,
  fileSystem: FileSystem,
): { readonly store: Store; readonly workloads: readonly Workload[] } {
  const store = readStore(readResources([folder], fileSystem).resources);
  return { store, workloads: readWorkloads(store, [], defaultEnvironment).workloads };
}

/** From workloads and policies to the last row. */
function countRows(workloads: readonly Workload[], store: Store): number {
  let count = 0;
  for (const { connections } of computeReachability(workloads, store).rows()) {
    if (connections.length > 0) count += 1;
  }
  return count;
}

function measure(shape: Shape): void {
  let before: { readonly size: number; readonly time: Time } | undefined;
  for (const size of SIZES) {
    const { store, workloads } = read('/', memoryFileSystem({ 'all.json': textOf(shape, size) }));
    let rows = 0;
    const time = median(RUNS, () => {
      rows = countRows(workloads, store);
    });
    const pairs = size * (size - 1);
    const growth =
      before &&
      `; ${(size / before.size).toFixed(1)} times the size in ${(time.processors / before.time.processors).toFixed(1)} times the time`;
    const goal = size === 1000 ? '; goal: 400 ms' : '';
    const speed = (pairs / time.clock / 1000).toFixed(1);
    console.log(
      `  ${size} workloads, ${size * 2} policies: ${time.clock.toFixed(0)} ms (processors: ${time.processors.toFixed(0)} ms), ${speed} million pairs/s, ${rows} rows${growth ?? ''}${goal}`,
    );
    before = { size, time };
  }
}

function compare(shape: Shape, binary: string): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'reachability-bench-'));
  try {
    writeFileSync(path.join(folder, 'all.json'), textOf(shape, COMPARED));
    const own = median(3, () => {
      const { store, workloads } = read(folder, diskFileSystem());
      JSON.stringify([...computeReachability(workloads, store).rows()]);
    });
    const other = median(1, () => {
      const args = ['list', '-q', '-o', 'json', '--dirpath', folder];
      const { status, stderr, error } = spawnSync(binary, args, { maxBuffer: 1 << 30 });
      if (error) throw error;
      if (status !== 0) throw new Error(stderr.toString());
    });
    console.log(
      `  ${COMPARED} workloads with all reading: ${own.clock.toFixed(0)} ms; netpol-analyzer: ${other.clock.toFixed(0)} ms, ${(other.clock / own.clock).toFixed(1)} times as long`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const binary = process.env['NETPOL_ANALYZER'];
for (const [shape, text] of Object.entries(SHAPES) as [Shape, string][]) {
  console.log(`${shape}: ${text}`);
  measure(shape);
  if (binary !== undefined) compare(shape, binary);
}
if (binary === undefined)
  console.log('NETPOL_ANALYZER is not set, so nothing is measured beside it');
