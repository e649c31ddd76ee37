import { flag, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { familiesOf } from '../environment/environment.ts';
import type { Environment, Family, Node, PodState } from '../environment/environment.ts';
import type { Labels } from '../store/stored-object.ts';
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
  /** What its manifest says of its state. */
  readonly known: PodState & { readonly addresses?: readonly string[] };
}

/**
 * A pod, with what is known of its state: first from the environment, then from its manifest, else assumed: it runs,
 * is ready, and pods of a workload take the nodes in turn.
 */
export function makePod(parts: PodParts, nodes: readonly Node[], environment: Environment): Pod {
  const { workload, ordinal, name, spec, known } = parts;
  const { label, labels, annotations, hostname, subdomain } = parts;
  const id = `${workload.namespace}/${label}`;
  const draft: Pod = {
    id,
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
  const state: PodState = { ...known, ...environment.podState?.(draft) };
  const node = nodeOf(state, spec, ordinal, nodes);
  const waits = objects(spec, 'schedulingGates').length > 0;
  const phase = state.phase ?? (waits ? 'Pending' : 'Running');
  const families = state.families ?? familiesOf(environment.podCIDRs);
  // A pod that waits for its node, or for images and volumes, has no address, unless somebody says so.
  const waitsForAddress = phase === 'Pending' && !state.families && !known.addresses;
  const hasAddress = !waits && node !== null && !waitsForAddress;
  return {
    ...draft,
    phase,
    ready: state.ready ?? phase === 'Running',
    terminating: state.terminating ?? false,
    node: node ?? undefined,
    addresses: hasAddress
      ? addressesOf(
          draft,
          families,
          known.addresses,
          nodes.find((other) => other.name === node),
        )
      : [],
  };
}

/** Null while the pod has no node; undefined where nobody knows. */
function nodeOf(
  state: PodState,
  spec: JsonObject,
  ordinal: number,
  nodes: readonly Node[],
): string | null | undefined {
  if (state.node !== undefined) return state.node;
  const written = text(spec, 'nodeName');
  if (written !== '') return written;
  if (objects(spec, 'schedulingGates').length > 0) return null;
  return nodes.length === 0 ? undefined : nodes[ordinal % nodes.length]?.name;
}

/** Pods of the host network have the addresses of their node. */
function addressesOf(
  pod: Pod,
  families: readonly Family[],
  literal: readonly string[] | undefined,
  node: Node | undefined,
): PodAddress[] {
  const known = literal ?? (pod.hostNetwork ? node?.addresses : undefined);
  if (known && known.length > 0) {
    return known.map((address) => ({ family: address.includes(':') ? 'IPv6' : 'IPv4', address }));
  }
  const symbol = pod.hostNetwork ? `node(${node?.name ?? pod.id})` : `pod(${pod.id})`;
  return families.map((family) => ({ family, address: symbol }));
}
