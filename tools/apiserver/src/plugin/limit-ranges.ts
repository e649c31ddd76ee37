import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { object, objects, optionalText, text, textMap } from '../field/read.ts';
import type { Cluster } from '../kind.ts';
import { aggregateContainers } from '../validate/pod-spec/aggregate-resources.ts';
import { compareQuantities, ratioOf } from '../validate/pod-spec/quantity.ts';
import { existingOf } from './existing.ts';
import { structField } from '../default/struct-field.ts';

// Source: plugin/pkg/admission/limitranger/admission.go.

const ANNOTATION = 'kubernetes.io/limit-ranger';

/** The amounts of one item of a LimitRange. */
interface Item {
  readonly type: string;
  readonly min: Amounts;
  readonly max: Amounts;
  readonly ratio: Amounts;
  readonly default: Amounts;
  readonly defaultRequest: Amounts;
}

type Amounts = ReadonlyMap<string, string>;

/** Gives containers the requests and limits that the namespace has for those without. */
export function applyLimitRanges(pod: JsonObject, cluster: Cluster): void {
  const notes: string[] = [];
  for (const items of limitRangesOf(pod, cluster)) {
    const own = items.filter((item) => item.type === 'Container');
    const limits = new Map(own.flatMap((item) => [...item.default]));
    const requests = new Map(own.flatMap((item) => [...item.defaultRequest]));
    for (const [list, noun] of [
      ['containers', 'container'],
      ['initContainers', 'init container'],
    ] as const) {
      for (const container of objects(object(pod, 'spec'), list)) {
        const name = `${noun} ${text(container, 'name')}`;
        const setLimits = fill(container, 'limits', limits);
        const setRequests = fill(container, 'requests', requests);
        if (setRequests !== '') notes.push(`${setRequests} request for ${name}`);
        if (setLimits !== '') notes.push(`${setLimits} limit for ${name}`);
      }
    }
  }
  if (notes.length === 0) return;
  const annotations = structField(structField(pod, 'metadata'), 'annotations');
  annotations[ANNOTATION] = `LimitRanger plugin set: ${notes.join('; ')}`;
}

function fill(container: JsonObject, field: string, amounts: Amounts): string {
  if (amounts.size === 0) return '';
  const list = structField(structField(container, 'resources'), field);
  const missing = [...amounts].filter(([name]) => list[name] === undefined);
  for (const [name, amount] of missing) list[name] = amount;
  return missing
    .map(([name]) => name)
    .toSorted()
    .join(', ');
}

/** Why a Pod breaks the limits of its namespace; undefined when it does not. */
export function limitRangeProblem(pod: JsonObject, cluster: Cluster): string | undefined {
  const spec = object(pod, 'spec') ?? {};
  for (const items of limitRangesOf(pod, cluster)) {
    const problems = new Set(items.flatMap((item) => problemsOf(item, spec)));
    if (problems.size === 1) return [...problems][0];
    if (problems.size > 1) return `[${[...problems].join(', ')}]`;
  }
  return undefined;
}

function problemsOf(item: Item, spec: JsonObject): string[] {
  if (item.type === 'Container') {
    return ['containers', 'initContainers'].flatMap((list) =>
      objects(spec, list).flatMap((container) => {
        const resources = object(container, 'resources');
        const requests = new Map(textMap(resources, 'requests'));
        return check(item, requests, new Map(textMap(resources, 'limits')));
      }),
    );
  }
  if (item.type !== 'Pod') return [];
  const ofPod = (kind: 'requests' | 'limits'): Amounts =>
    new Map([...aggregateContainers(spec, kind), ...textMap(object(spec, 'resources'), kind)]);
  return check(item, ofPod('requests'), ofPod('limits'));
}

function check(item: Item, requests: Amounts, limits: Amounts): string[] {
  const problems: string[] = [];
  for (const [name, bound] of item.min) {
    const is = `minimum ${name} usage per ${item.type} is ${bound}`;
    append(problems, checkBound(is, requests.get(name), limits.get(name), 'request', bound, -1));
  }
  for (const [name, bound] of item.max) {
    const is = `maximum ${name} usage per ${item.type} is ${bound}`;
    append(problems, checkBound(is, limits.get(name), requests.get(name), 'limit', bound, 1));
  }
  for (const [name, bound] of item.ratio) {
    const is = `${name} max limit to request ratio per ${item.type} is ${bound}`;
    append(problems, checkRatio(is, requests.get(name) ?? '0', limits.get(name) ?? '0', bound));
  }
  return problems;
}

/** The first amount must be there; neither may be beyond the bound, in the direction `beyond`. */
function checkBound(
  is: string,
  first: string | undefined,
  second: string | undefined,
  noun: 'request' | 'limit',
  bound: string,
  beyond: -1 | 1,
): string[] {
  if (first === undefined) return [`${is}.  No ${noun} is specified`];
  if (compareQuantities(first, bound) * beyond > 0) return [`${is}, but ${noun} is ${first}`];
  if (second === undefined || compareQuantities(second, bound) * beyond <= 0) return [];
  return [`${is}, but ${noun === 'request' ? 'limit' : 'request'} is ${second}`];
}

function checkRatio(is: string, request: string, limit: string, bound: string): string[] {
  if (compareQuantities(request, '0') === 0) {
    return [`${is}, but no request is specified or request is 0`];
  }
  if (compareQuantities(limit, '0') === 0) {
    return [`${is}, but no limit is specified or limit is 0`];
  }
  const ratio = ratioOf(limit, request);
  if (ratio <= ratioOf(bound, '1')) return [];
  return [`${is}, but provided ratio is ${ratio.toFixed(6)}`];
}

function limitRangesOf(pod: JsonObject, cluster: Cluster): readonly (readonly Item[])[] {
  const namespace = text(object(pod, 'metadata'), 'namespace');
  return existingOf(cluster, 'LimitRange', namespace).map((limitRange) =>
    objects(object(limitRange, 'spec'), 'limits').map(itemOf),
  );
}

/** An item with its own defaults: a maximum is a limit, a limit a request (SetDefaults_LimitRangeItem). */
function itemOf(item: JsonObject): Item {
  const amounts = (field: string): Map<string, string> => {
    const list = object(item, field) ?? {};
    return new Map(
      Object.keys(list).map((name) => [name, optionalText(list, name) ?? String(list[name])]),
    );
  };
  const type = text(item, 'type');
  const [min, max, given] = [amounts('min'), amounts('max'), amounts('default')];
  const limits = type === 'Container' ? new Map([...max, ...given]) : given;
  const requests = amounts('defaultRequest');
  const defaultRequest =
    type === 'Container' ? new Map([...min, ...limits, ...requests]) : requests;
  return {
    type,
    min,
    max,
    ratio: amounts('maxLimitRequestRatio'),
    default: limits,
    defaultRequest,
  };
}
