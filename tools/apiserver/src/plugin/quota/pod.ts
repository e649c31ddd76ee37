import type { JsonObject } from 'kustomize-ts';
import { object, objects, text, textMap } from '../../field/read.ts';
import { aggregateContainers } from '../../validate/pod-spec/aggregate-resources.ts';
import { addQuantities } from '../../validate/pod-spec/quantity.ts';
import { isNative } from '../../validate/common/resource-names.ts';

// Source: pkg/quota/v1/evaluator/core/pods.go.

type Amounts = ReadonlyMap<string, string>;

const SHORT = ['cpu', 'memory', 'ephemeral-storage'];
const MEASURED = [
  'pods',
  ...SHORT,
  ...SHORT.map((name) => `requests.${name}`),
  ...SHORT.map((name) => `limits.${name}`),
];
/** What a quota counts of these, every container has to say. */
const REQUIRED = ['', 'requests.', 'limits.'].flatMap((prefix) => [
  `${prefix}cpu`,
  `${prefix}memory`,
]);
const PREFIXES = ['hugepages-', 'requests.hugepages-'];

/** Whether Pods count against an amount of a quota. */
export function isMeasuredOfPods(name: string): boolean {
  if (MEASURED.includes(name) || PREFIXES.some((prefix) => name.startsWith(prefix))) return true;
  if (name.startsWith('requests.deviceclass.resource.kubernetes.io/')) return true;
  return name.startsWith('requests.') && !isNative(name);
}

/** What a Pod takes of a quota: itself, and what its containers want together. */
export function podUsage(pod: JsonObject): Amounts {
  return computeUsage(amountsOf(pod, 'requests'), amountsOf(pod, 'limits'));
}

/** Source: PodRequests and PodLimits in component-helpers/resource/helpers.go. */
function amountsOf(pod: JsonObject, kind: 'requests' | 'limits'): Amounts {
  const spec = object(pod, 'spec') ?? {};
  const total = new Map(aggregateContainers(spec, kind));
  for (const [name, amount] of textMap(object(spec, 'resources'), kind)) {
    if (name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')) {
      total.set(name, amount);
    }
  }
  for (const [name, amount] of textMap(spec, 'overhead')) {
    const own = total.get(name);
    // Only limits that are there grow.
    if (own !== undefined || kind === 'requests') {
      total.set(name, addQuantities(own ?? '0', amount));
    }
  }
  return total;
}

function computeUsage(requests: Amounts, limits: Amounts): Amounts {
  const usage = new Map([['pods', '1']]);
  for (const [name, amount] of requests) {
    const isShort = SHORT.includes(name) || name.startsWith('hugepages-');
    if (isShort) usage.set(name, amount);
    if (isShort || !isNative(name)) usage.set(`requests.${name}`, amount);
  }
  for (const [name, amount] of limits) {
    if (SHORT.includes(name)) usage.set(`limits.${name}`, amount);
  }
  return usage;
}

/** What containers do not say of amounts that a quota counts; undefined when all do, or the Pod does. */
export function missingAmounts(pod: JsonObject, measured: readonly string[]): string | undefined {
  const spec = object(pod, 'spec') ?? {};
  const own = object(spec, 'resources');
  if (['requests', 'limits'].some((kind) => textMap(own, kind).some(isOfPod))) return undefined;
  const containers = [...objects(spec, 'containers'), ...objects(spec, 'initContainers')];
  const missing = measured
    .filter((name) => REQUIRED.includes(name))
    .toSorted()
    .map((name) => ({ name, of: containers.filter((container) => !says(container, name)) }))
    .filter(({ of }) => of.length > 0);
  if (missing.length === 0) return undefined;
  const list = missing.map(({ name, of }) => {
    const names = new Set(of.map((container) => text(container, 'name')));
    return `${name} for: ${[...names].toSorted().join(',')}`;
  });
  return `must specify ${list.join('; ')}`;
}

function isOfPod([name]: readonly [string, string]): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

function says(container: JsonObject, name: string): boolean {
  const resources = object(container, 'resources');
  const of = (kind: string): Amounts => new Map(textMap(resources, kind));
  return computeUsage(of('requests'), of('limits')).has(name);
}
