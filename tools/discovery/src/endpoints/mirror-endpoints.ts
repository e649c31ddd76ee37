import type { Labels } from '../store/stored-object.ts';
import { canonicalAddress } from './canonical-address.ts';
import type {
  Endpoint,
  EndpointPort,
  EndpointsAddress,
  EndpointsObject,
  EndpointSlice,
} from './endpoint-slice.ts';
import { portKey } from './pod-ports.ts';
import { MANAGED_BY, MIRRORING_CONTROLLER, SERVICE_NAME, TRIGGER_TIME } from './labels.ts';
import { repackSubsets } from './repack-subsets.ts';
import type { Offer } from './repack-subsets.ts';

/** `--mirroring-max-endpoints-per-subset` of the kube-controller-manager. */
const MAX_ENDPOINTS = 1000;
const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Whether slices are made of an Endpoints object, if a Service without selector has its name (`shouldMirror`). */
export function isMirrored({ labels, annotations }: EndpointsObject): boolean {
  return labels.get(SKIP_MIRROR) !== 'true' && !annotations.has(LEADER);
}

/**
 * The slices that the endpointslicemirroring controller makes of an Endpoints object that was written by hand: one for
 * each subset and family, with 1000 addresses of each subset (`reconciler.reconcile` of
 * pkg/controller/endpointslicemirroring).
 */
export function mirrorEndpoints(endpoints: EndpointsObject): {
  readonly slices: readonly EndpointSlice[];
  /** How many addresses are left out, because there are too many. */
  readonly left: number;
} {
  const groups = new Map<string, MirrorGroup>();
  let left = 0;
  for (const { ready, notReady, ports } of repackSubsets(offersOf(endpoints))) {
    const all = [
      ...ready.map((address) => ({ address, isReady: true })),
      ...notReady.map((address) => ({ address, isReady: false })),
    ];
    left += Math.max(all.length - MAX_ENDPOINTS, 0);
    for (const { address, isReady } of all.slice(0, MAX_ENDPOINTS)) {
      addEndpoint(groups, ports, address, isReady);
    }
  }
  const slices = [...groups.values()].map((group) => {
    left += Math.max(group.endpoints.size - MAX_ENDPOINTS, 0);
    return makeSlice(endpoints, group);
  });
  return { slices, left };
}

interface MirrorGroup {
  readonly family: 'IPv4' | 'IPv6';
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Map<string, Endpoint>;
}

/** A port with an appProtocol is another port in each subset, as Go compares pointers there. */
function offersOf({ subsets }: EndpointsObject): Offer[] {
  return subsets.flatMap(({ ready, notReady, ports }, subset) => {
    const named = ports.map((port, index) => ({
      port,
      portId: port.appProtocol === undefined ? portKey(port) : `${subset}/${index}`,
    }));
    const offered = named.length > 0 ? named : [{ port: undefined, portId: '' }];
    const offers = (address: EndpointsAddress, isReady: boolean): Offer[] =>
      offered.map((port) => ({
        ...port,
        address,
        id: `${address.address} ${address.target?.uid ?? ''}`,
        ready: isReady,
      }));
    return [
      ...ready.map((address) => ({ address, isReady: true })),
      ...notReady.map((address) => ({ address, isReady: false })),
    ].flatMap(({ address, isReady }) => offers(address, isReady));
  });
}

function addEndpoint(
  groups: Map<string, MirrorGroup>,
  ports: readonly EndpointPort[],
  address: EndpointsAddress,
  ready: boolean,
): void {
  const canonical = canonicalAddress(address.address);
  if (!canonical) return;
  const { hostname, nodeName, target } = address;
  const key = `${canonical.family} ${ports.map((port) => portKey(port)).join()}`;
  const group = groups.get(key) ?? { family: canonical.family, ports, endpoints: new Map() };
  groups.set(key, group);
  const identity = [canonical.address, hostname ?? '', target?.namespace ?? '', target?.name ?? ''];
  group.endpoints.set(JSON.stringify(identity), {
    addresses: [canonical.address],
    ready,
    ...(hostname !== undefined && { hostname }),
    ...(nodeName !== undefined && { nodeName }),
    ...(target && { target }),
  });
}

function makeSlice(source: EndpointsObject, group: MirrorGroup): EndpointSlice {
  const { namespace, name, labels, annotations, stored } = source;
  return {
    namespace,
    service: name,
    generateName: `${name}-`,
    managedBy: MIRRORING_CONTROLLER,
    addressType: group.family,
    labels: without(labels, SERVICE_NAME, MANAGED_BY),
    annotations: without(annotations, TRIGGER_TIME, LAST_APPLIED),
    ports: group.ports,
    endpoints: [...group.endpoints.values()].slice(0, MAX_ENDPOINTS),
    ...(stored && { stored }),
  };
}

function without(map: Labels, ...keys: readonly string[]): Labels {
  return new Map([...map].filter(([key]) => !keys.includes(key)));
}
