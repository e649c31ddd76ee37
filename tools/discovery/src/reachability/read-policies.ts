import { object, objects, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { everything } from '../labels/selector.ts';
import type { Selector } from '../labels/selector.ts';
import type { NotModelled } from '../not-modelled.ts';
import type { Store } from '../store/store.ts';
import { describeObject } from '../store/stored-object.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Direction, Policy, Rule } from './policy.ts';
import { readPeer } from './read-peer.ts';
import { readRulePort } from './read-rule-port.ts';
import { readSelector } from './read-selector.ts';
import type { LeaveOut } from './read-selector.ts';

/** All NetworkPolicies, and what of them is not modelled. */
export function readPolicies(store: Store): {
  readonly policies: readonly Policy[];
  readonly notModelled: readonly NotModelled[];
} {
  const notModelled: NotModelled[] = [];
  const policies = store.list('networking.k8s.io', 'NetworkPolicy').map((stored) => {
    const resource = describeObject(stored);
    return readPolicy(stored, (field, reason) => notModelled.push({ resource, field, reason }));
  });
  return { policies, notModelled };
}

/** Source: `NetworkPolicySpec` of k8s.io/api/networking/v1, and pkg/apis/networking/v1/defaults.go for what is absent. */
function readPolicy(stored: StoredObject, leaveOut: LeaveOut): Policy {
  const spec = object(stored.object, 'spec');
  const types = directionsOf(spec, leaveOut);
  const read = (direction: Direction): readonly Rule[] | undefined =>
    types.includes(direction) ? readRules(spec, direction, leaveOut) : undefined;
  return {
    stored,
    podSelector: readPodSelector(spec, leaveOut),
    ingress: read('Ingress'),
    egress: read('Egress'),
  };
}

function readPodSelector(spec: JsonObject | undefined, leaveOut: LeaveOut): Selector {
  const written = object(spec, 'podSelector');
  return written ? readSelector(written, 'spec.podSelector', leaveOut) : everything;
}

function directionsOf(spec: JsonObject | undefined, leaveOut: LeaveOut): string[] {
  const types = texts(spec, 'policyTypes');
  if (types.length === 0) {
    return objects(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  }
  for (const [index, type] of types.entries()) {
    if (type === 'Ingress' || type === 'Egress') continue;
    leaveOut(`spec.policyTypes[${index}]`, `${type} is no policy type; it isolates nothing`);
  }
  return [...types];
}

function readRules(
  spec: JsonObject | undefined,
  direction: Direction,
  leaveOut: LeaveOut,
): readonly Rule[] {
  const [list, peers] =
    direction === 'Ingress' ? (['ingress', 'from'] as const) : (['egress', 'to'] as const);
  return objects(spec, list).map((rule, index) => {
    const field = `spec.${list}[${index}]`;
    return {
      field,
      peers: readList(rule, peers, field, (peer, at) => readPeer(peer, at, leaveOut)),
      ports: readList(rule, 'ports', field, (port, at) => readRulePort(port, at, leaveOut)),
    };
  });
}

/** An empty list says as little as none. */
function readList<Item>(
  rule: JsonObject,
  key: string,
  field: string,
  read: (item: JsonObject, field: string) => Item,
): readonly Item[] | undefined {
  const items = objects(rule, key);
  if (items.length === 0) return undefined;
  return items.map((item, index) => read(item, `${field}.${key}[${index}]`));
}
