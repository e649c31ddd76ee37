import { flag, objects } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { familiesOf } from '../environment/environment.ts';
import type { Family, Node, PodState } from '../environment/environment.ts';
import type { Labels } from '../store/stored-object.ts';
import { topologyLabels } from './placement.ts';
import type { Placement } from './placement.ts';
import type { Pod, PodAddress } from './pod.ts';
import type { Workload } from './workload.ts';

/** What a pod is made of. */
export interface PodParts {
  readonly workload: Workload;
  readonly ordinal: number;
  readonly name: string | undefined;
  /** Its name, or `Kind/workload[ordinal]`. */
  readonly label: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: JsonObject;
  readonly hostname: string | undefined;
  readonly subdomain: string | undefined;
  /** What its manifest says of its state, and the node that is chosen for it. */
  readonly known: PodState & { readonly addresses?: readonly string[] };
}

/** A pod, with what is known of its state: first from the environment, then from its manifest, else it runs and is ready. */
export function makePod(parts: PodParts, placement: Placement): Pod {
  const { workload, ordinal, name, spec, known } = parts;
  const { label, labels, annotations, hostname, subdomain } = parts;
  const { environment } = placement;
  const draft: Pod = {
    id: `${workload.namespace}/${label}`,
    namespace: workload.namespace,
    name,
    workload,
    ordinal,
    labels,
    annotations,
    spec,
    hostname,
    subdomain,
    hostNetwork: flag(spec, 'hostNetwork'),
    phase: 'Running',
    ready: true,
    terminating: false,
    node: undefined,
    addresses: [],
  };
  // No node takes a pod with a scheduling gate, whatever else is said.
  const isGated = objects(spec, 'schedulingGates').length > 0;
  const waiting: PodState = isGated ? { node: null, phase: 'Pending' } : {};
  const state: PodState = { ...known, ...environment.podState?.(draft), ...waiting };
  const phase = state.phase ?? (state.node === null ? 'Pending' : 'Running');
  const families = state.families ?? familiesOf(environment.podCIDRs);
  const node = placement.byName.get(state.node ?? '');
  const added = topologyLabels(node);
  // A pod that waits for its node, or for images and volumes, has no address, unless somebody says so.
  const waitsForAddress = phase === 'Pending' && !state.families && !known.addresses;
  const hasAddress = state.node !== null && !waitsForAddress;
  return {
    ...draft,
    labels: added.size === 0 ? labels : new Map([...labels, ...added]),
    phase,
    ready: state.ready ?? phase === 'Running',
    terminating: state.terminating ?? false,
    node: state.node ?? undefined,
    addresses: hasAddress ? addressesOf(draft, families, known.addresses, node) : [],
  };
}

/** Pods of the host network have the addresses of their node. */
function addressesOf(
  pod: Pod,
  families: readonly Family[],
  literal: readonly string[] | undefined,
  node: Node | undefined,
): PodAddress[] {
  const ofNode = pod.hostNetwork && node && node.addresses.length > 0 ? node.addresses : undefined;
  const known = literal ?? ofNode;
  if (known) {
    return known.map((address) => ({ family: address.includes(':') ? 'IPv6' : 'IPv4', address }));
  }
  const symbol = pod.hostNetwork ? `node(${node?.name ?? pod.id})` : `pod(${pod.id})`;
  return families.map((family) => ({ family, address: symbol }));
}
