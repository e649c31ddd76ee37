import { objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Environment, Node } from '../environment/environment.ts';
import type { Labels } from '../store/stored-object.ts';
import { containerPorts } from './container-ports.ts';
import { fitOf } from './node-fit.ts';

const ZONE = 'topology.kubernetes.io/zone';
const TOPOLOGY = [ZONE, 'topology.kubernetes.io/region'];

/** Where pods run. */
export interface Placement {
  readonly nodes: readonly Node[];
  readonly environment: Environment;
  readonly byName: ReadonlyMap<string, Node>;
}

/** Makes what pods need to know of nodes once for all of them. */
export function placementOf(nodes: readonly Node[], environment: Environment): Placement {
  return { nodes, environment, byName: new Map(nodes.map((node) => [node.name, node])) };
}

/** Picks a node for one of a workload's pods: null where none takes it, undefined where no nodes are known. */
export type NodeChoice = (ordinal: number, index: number) => string | null | undefined;

/**
 * Pods with a spec take the nodes that they fit on in turn; what nobody knows of a node counts as fitting. A port of the
 * node can be had by one of them only (the scheduler's filter NodePorts).
 */
export function nodeChoice(spec: JsonObject, { nodes }: Placement): NodeChoice {
  const written = text(spec, 'nodeName');
  if (written !== '') return () => written;
  if (objects(spec, 'schedulingGates').length > 0) return () => null;
  if (nodes.length === 0) return () => undefined;
  const fitting = nodes.filter((node) => fitOf(spec, node, false) !== 'no');
  const isExclusive = containerPorts(spec).some(({ hostPort }) => hostPort > 0);
  return (ordinal, index) => {
    if (isExclusive && index >= fitting.length) return null;
    return fitting[ordinal % fitting.length]?.name ?? null;
  };
}

/** The labels that a pod has from its node (admission plugin PodTopologyLabels, KEP-4742). */
export function topologyLabels(node: Node | undefined): Labels {
  if (!node) return new Map();
  if (!node.labels) return new Map(node.zone === undefined ? [] : [[ZONE, node.zone]]);
  return new Map([...node.labels].filter(([key]) => TOPOLOGY.includes(key)));
}
