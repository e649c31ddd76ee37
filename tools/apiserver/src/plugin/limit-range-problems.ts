import type { JsonObject } from 'kustomize-ts';
import { append } from '../field/append.ts';
import { object, objects, textMap } from '../field/read.ts';
import { specOf } from '../field/spec.ts';
import type { Cluster } from '../kind.ts';
import { aggregateContainers } from '../validate/pod-spec/aggregate-resources.ts';
import { compareQuantities, ratioOf } from '../validate/pod-spec/quantity.ts';
import { limitRangesOf, type Amounts, type LimitRangeItem } from './limit-range-items.ts';

// Source: plugin/pkg/admission/limitranger/admission.go.

/** Why a Pod breaks the limits of its namespace; undefined when it does not (PodValidateLimitFunc). */
export function podLimitProblem(pod: JsonObject, cluster: Cluster): string | undefined {
  const spec = specOf(pod);
  return firstProblem(pod, cluster, (item) => podProblems(item, spec));
}

/** Why a claim breaks the limits of its namespace (PersistentVolumeClaimValidateLimitFunc). */
export function claimLimitProblem(claim: JsonObject, cluster: Cluster): string | undefined {
  const requests = new Map(textMap(object(specOf(claim), 'resources'), 'requests'));
  return firstProblem(claim, cluster, ({ type, min, max }) => {
    if (type !== 'PersistentVolumeClaim') return [];
    // What a claim sets as its limits does not count.
    return [
      ...[...min].flatMap(([name, bound]) => {
        const is = `minimum ${name} usage per ${type} is ${bound}`;
        return checkBound(is, requests.get(name), undefined, 'request', bound, -1);
      }),
      ...[...max].flatMap(([name, bound]) => {
        const is = `maximum ${name} usage per ${type} is ${bound}`;
        return checkBound(is, requests.get(name), undefined, 'request', bound, 1);
      }),
    ];
  });
}

/** What the first LimitRange that is broken says. */
function firstProblem(
  target: JsonObject,
  cluster: Cluster,
  find: (item: LimitRangeItem) => readonly string[],
): string | undefined {
  for (const items of limitRangesOf(target, cluster)) {
    const problems = new Set(items.flatMap(find));
    if (problems.size === 1) return [...problems][0];
    if (problems.size > 1) return `[${[...problems].join(', ')}]`;
  }
  return undefined;
}

function podProblems(item: LimitRangeItem, spec: JsonObject): string[] {
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

function check(item: LimitRangeItem, requests: Amounts, limits: Amounts): string[] {
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
