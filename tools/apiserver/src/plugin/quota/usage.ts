import type { JsonObject } from 'kustomize-ts';
import {
  object,
  objects,
  optionalFlag,
  optionalInteger,
  optionalText,
  text,
} from '../../field/read.ts';
import { roundUpToWhole } from '../../validate/pod-spec/quantity.ts';
import { isMeasuredOfPods, podUsage } from './pod.ts';

// Source: pkg/quota/v1/evaluator/core and apiserver/pkg/quota/v1/generic.

/** Amounts by what quotas call them. */
export type Usage = ReadonlyMap<string, string>;

/** Kinds of the core group that quotas count by their name alone, too. */
const COUNTED_BY_NAME = ['configmaps', 'replicationcontrollers', 'resourcequotas', 'secrets'];
const OF_SERVICES = ['services', 'services.loadbalancers', 'services.nodeports'];
const OF_CLAIMS = ['persistentvolumeclaims', 'requests.storage'];
const BY_CLASS = '.storageclass.storage.k8s.io/';
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** Whether objects of a resource count against an amount of a quota. */
export function isMeasured(resource: string, name: string): boolean {
  if (name === `count/${resource}`) return true;
  switch (resource) {
    case 'pods':
      return isMeasuredOfPods(name);
    case 'services':
      return OF_SERVICES.includes(name);
    case 'persistentvolumeclaims':
      return OF_CLAIMS.some((own) => name === own || name.endsWith(BY_CLASS + own));
    default:
      return name === resource && COUNTED_BY_NAME.includes(resource);
  }
}

/** How much of each amount one object takes. */
export function usageOf(resource: string, target: JsonObject): Usage {
  const count = new Map([[`count/${resource}`, '1']]);
  switch (resource) {
    case 'pods':
      return new Map([...count, ...podUsage(target)]);
    case 'services':
      return new Map([...count, ...serviceUsage(object(target, 'spec'))]);
    case 'persistentvolumeclaims':
      return new Map([...count, ...claimUsage(target)]);
    default:
      return COUNTED_BY_NAME.includes(resource) ? count.set(resource, '1') : count;
  }
}

function serviceUsage(spec: JsonObject | undefined): Usage {
  const type = text(spec, 'type');
  return new Map([
    ['services', '1'],
    ['services.loadbalancers', type === 'LoadBalancer' ? '1' : '0'],
    ['services.nodeports', String(nodePorts(type, spec))],
  ]);
}

function nodePorts(type: string, spec: JsonObject | undefined): number {
  const ports = objects(spec, 'ports');
  if (type === 'NodePort') return ports.length;
  if (type !== 'LoadBalancer') return 0;
  if (optionalFlag(spec, 'allocateLoadBalancerNodePorts') !== false) return ports.length;
  return ports.filter((port) => (optionalInteger(port, 'nodePort') ?? 0) !== 0).length;
}

function claimUsage(claim: JsonObject): Usage {
  const spec = object(claim, 'spec');
  const annotations = object(object(claim, 'metadata'), 'annotations');
  const storageClass = optionalText(annotations, BETA_CLASS) ?? text(spec, 'storageClassName');
  const storage = optionalText(object(object(spec, 'resources'), 'requests'), 'storage');
  const usage = new Map([['persistentvolumeclaims', '1']]);
  if (storage !== undefined) usage.set('requests.storage', roundUpToWhole(storage));
  if (storageClass === '') return usage;
  return new Map([
    ...usage,
    ...[...usage].map(([name, amount]) => [storageClass + BY_CLASS + name, amount] as const),
  ]);
}
