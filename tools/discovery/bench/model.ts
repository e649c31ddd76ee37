/**
 * Measures how long it takes to model all overlays of a monorepo, after rendering: `npx nx run
 * @fingerpost/discovery:benchmark`. The times are those of the processor, not of the clock, so that what else the machine
 * does counts less.
 */
import process from 'node:process';
import type { Resource } from 'kustomize-ts';
import { defaultEnvironment, discover } from '../src/index.ts';
import type { DiscoveryModel, Environment } from '../src/index.ts';
import { renderOverlays } from './generate-overlays.ts';

const SIZES = [100, 300, 1000, 3000] as const;
const GOAL = { size: 1000, milliseconds: 500 };
const RUNS = 5;

const zones = ['a', 'b', 'c'];
const environment: Environment = {
  ...defaultEnvironment,
  serviceCIDRs: ['10.43.0.0/16'],
  podCIDRs: ['10.42.0.0/16'],
  nodes: zones.map((zone) => ({ name: `node-${zone}`, zone, ready: true, addresses: [] })),
};

/** The parts of a model, in the order in which they are computed: each time is without those above it. */
const PARTS: readonly (readonly [name: string, read: (model: DiscoveryModel) => unknown])[] = [
  ['workloads', ({ workloads }) => workloads.length],
  ['endpoints', ({ slices }) => slices.length],
  ['services', ({ services }) => services.length],
  ['names', ({ names }) => names],
  ['records', ({ records }) => records.length],
  ['name server', ({ nameServer }) => nameServer],
  ['routes', ({ routes }) => routes.routes.length],
  ['scrapes', ({ scrapes }) => scrapes.length],
  ['reachability', countRows],
  ['not modelled', ({ notModelled }) => notModelled.length],
];

function countRows({ reachability }: DiscoveryModel): number {
  let rows = 0;
  for (const { connections } of reachability.rows()) if (connections.length > 0) rows += 1;
  return rows;
}

/** Milliseconds that the processor worked for this thread. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** One model: the time of each part. */
function measure(resources: readonly Resource[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  let before = processorTime();
  const lap = (name: string): void => {
    const now = processorTime();
    times.set(name, now - before);
    before = now;
  };
  const model = discover(resources, environment);
  lap('store');
  for (const [name, read] of PARTS) {
    read(model);
    lap(name);
  }
  return times;
}

function total(times: ReadonlyMap<string, number>): number {
  return [...times.values()].reduce((sum, time) => sum + time, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The pairs grow with the square of the workloads, everything else with their number. */
let previous:
  | { readonly size: number; readonly linear: number; readonly pairs: number }
  | undefined;
for (const size of SIZES) {
  const resources = renderOverlays(size);
  const first = measure(resources);
  const runs = Array.from({ length: RUNS }, () => measure(resources));
  const all = median(runs.map(total));
  const pairs = median(runs.map((times) => times.get('reachability') ?? 0));
  const linear = all - pairs;
  const goal = size === GOAL.size ? ` (goal: ${GOAL.milliseconds} ms)` : '';
  console.log(
    `${size} workloads, ${resources.length} resources, ${size * 2} policies: ${all.toFixed(0)} ms${goal}; the first time, not compiled yet, ${total(first).toFixed(0)} ms`,
  );
  for (const name of first.keys()) {
    const time = median(runs.map((times) => times.get(name) ?? 0));
    const speed =
      name === 'reachability'
        ? `, ${((size * (size - 1)) / time / 1000).toFixed(1)} million pairs/s`
        : '';
    console.log(`  ${name}: ${time.toFixed(1)} ms${speed}`);
  }
  if (previous) {
    const grown = (now: number, then: number): string => (now / then).toFixed(1);
    console.log(
      `  ${grown(size, previous.size)} times the size: ${grown(linear, previous.linear)} times the time without reachability, ${grown(pairs, previous.pairs)} times for reachability`,
    );
  }
  previous = { size, linear, pairs };
}
