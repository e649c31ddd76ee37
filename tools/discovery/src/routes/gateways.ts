import { integer, object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { readSelectorField, selects } from '../labels/selector.ts';
import type { Selector } from '../labels/selector.ts';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Verdict } from './route.ts';

/** A listener of a Gateway. */
export interface Listener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  /** '' for every host. */
  readonly hostname: string;
  /** `group/Kind` of the routes that it takes. */
  readonly kinds: readonly string[];
  /** Whether it takes routes of a namespace. */
  readonly allows: (namespace: string) => Verdict;
}

const GATEWAY_API = 'gateway.networking.k8s.io';
const NAME_LABEL = 'kubernetes.io/metadata.name';
/** The API server refuses more than these (`GatewaySpec`). */
const MAX_LISTENERS = 64;

/** Kinds by protocol, where a listener names none (`ProtocolType`, `RouteGroupKind`). */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TCP', ['TCPRoute']],
  ['TLS', ['TLSRoute']],
  ['UDP', ['UDPRoute']],
]);

/** The listeners of a Gateway. */
export function listenersOf(gateway: StoredObject, store: Store): readonly Listener[] {
  const listeners = objects(object(gateway.object, 'spec'), 'listeners').slice(0, MAX_LISTENERS);
  return listeners.map((listener) => {
    const allowed = object(listener, 'allowedRoutes');
    const protocol = text(listener, 'protocol');
    return {
      name: text(listener, 'name'),
      port: integer(listener, 'port'),
      protocol,
      hostname: text(listener, 'hostname'),
      kinds: kindsOf(allowed, protocol),
      allows: namespacesOf(allowed, gateway, store),
    };
  });
}

function kindsOf(allowed: JsonObject | undefined, protocol: string): readonly string[] {
  const named = objects(allowed, 'kinds').map((kind) => {
    const group = kind['group'] === undefined ? GATEWAY_API : text(kind, 'group');
    return `${group}/${text(kind, 'kind')}`;
  });
  if (named.length > 0) return named;
  return (KINDS.get(protocol) ?? []).map((kind) => `${GATEWAY_API}/${kind}`);
}

function namespacesOf(
  allowed: JsonObject | undefined,
  gateway: StoredObject,
  store: Store,
): Listener['allows'] {
  const namespaces = object(allowed, 'namespaces');
  const from = text(namespaces, 'from') || 'Same';
  if (from === 'All') return () => 'yes';
  if (from === 'None') return () => 'no';
  if (from === 'Same') return (namespace) => (namespace === gateway.namespace ? 'yes' : 'no');
  const selector = readSelectorField(namespaces, 'selector');
  return (namespace) => selected(selector, namespace, store);
}

/** A namespace without manifest has the label of its name; what else it has nobody knows. */
function selected(selector: Selector, namespace: string, store: Store): Verdict {
  if (selector === null) return 'no';
  const labels = store.namespaceLabels(namespace);
  if (store.get('', 'Namespace', '', namespace)) return selects(selector, labels) ? 'yes' : 'no';
  const known = selector.filter(({ key }) => key === NAME_LABEL);
  if (!selects(known, labels)) return 'no';
  return known.length === selector.length ? 'yes' : 'unknown';
}
