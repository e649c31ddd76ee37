import { intOrString, object, objects, optionalInteger, text, texts } from '@fingerpost/apiserver';
import {
  describeAddresses,
  isWithin,
  parseAddresses,
  readLabelSelector,
} from '@fingerpost/discovery';
import type { Direction, Selector } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import type { NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule, Protocol } from './policy.ts';

const PROTOCOLS = new Map<string, Protocol>([
  ['TCP', 'tcp'],
  ['UDP', 'udp'],
  ['SCTP', 'sctp'],
]);

/**
 * NetworkPolicies as the API server hands them out, sorted by id. What it would not have accepted allows nothing.
 * Source: `NetworkPolicySpec` of k8s.io/api/networking/v1, `SetDefaults_NetworkPolicy` of pkg/apis/networking/v1.
 */
export function readPolicies(policies: readonly JsonObject[]): readonly NetworkPolicy[] {
  return policies.map(readPolicy).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function readPolicy(policy: JsonObject): NetworkPolicy {
  const metadata = object(policy, 'metadata');
  const spec = object(policy, 'spec');
  const namespace = text(metadata, 'namespace');
  const id = `${namespace}/${text(metadata, 'name')}`;
  const rules = directionsOf(spec).map((direction): [Direction, readonly PolicyRule[]] => {
    const list = direction === 'Ingress' ? 'ingress' : 'egress';
    const read = objects(spec, list).map((rule, index) => ({
      origin: `${id} ${list}[${index}]`,
      peers: unlessEmpty(objects(rule, list === 'ingress' ? 'from' : 'to'))?.flatMap(readPeer),
      ports: unlessEmpty(objects(rule, 'ports'))?.flatMap(readPort),
    }));
    return [direction, read];
  });
  const podSelector = readLabelSelector(object(spec, 'podSelector') ?? {});
  return { id, namespace, podSelector, rules: new Map(rules) };
}

function directionsOf(spec: JsonObject | undefined): readonly Direction[] {
  const types = texts(spec, 'policyTypes');
  if (types.length === 0) {
    return objects(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  }
  return (['Ingress', 'Egress'] as const).filter((direction) => types.includes(direction));
}

/** An empty list says as little as none. */
function unlessEmpty<Item>(list: readonly Item[]): readonly Item[] | undefined {
  return list.length === 0 ? undefined : list;
}

function readPeer(peer: JsonObject): PolicyPeer[] {
  const block = object(peer, 'ipBlock');
  if (block) return readBlock(block);
  const selector = (key: string): Selector | undefined => {
    const written = object(peer, key);
    return written && readLabelSelector(written);
  };
  const namespaceSelector = selector('namespaceSelector');
  const podSelector = selector('podSelector');
  if (namespaceSelector === undefined && podSelector === undefined) return [];
  return [{ namespaceSelector, podSelector: podSelector === undefined ? [] : podSelector }];
}

function readBlock(block: JsonObject): PolicyPeer[] {
  const network = parseAddresses(text(block, 'cidr'));
  const except = parseAddresses(texts(block, 'except').join(','));
  const hasExceptions = texts(block, 'except').length > 0;
  if (!network || (hasExceptions && !except)) return [];
  if (!hasExceptions || !except) return [{ network: describeAddresses(network), except: [] }];
  if (isWithin(network, except)) return [];
  return [{ network: describeAddresses(network), except: describeAddresses(except).split(',') }];
}

function readPort(entry: JsonObject): PolicyPort[] {
  const protocol = PROTOCOLS.get(text(entry, 'protocol') || 'TCP');
  const port = intOrString(entry, 'port');
  const last = optionalInteger(entry, 'endPort');
  if (!protocol || (typeof port !== 'number' && last !== undefined)) return [];
  if (typeof port !== 'number') return [{ protocol, port }];
  return [{ protocol, port: [port, last ?? port] }];
}
