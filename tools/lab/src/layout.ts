import { labSuffix } from './paths.ts';

/** What the lab looks like from inside: its namespaces and addresses. They are those that overlays/dev writes down. */

/** The network namespace of the control plane and of the bridge between all others. */
export const CONTROL = `fp-lab${labSuffix()}`;

/** The name of the lab's cgroup in every hierarchy. */
export const CGROUP = `fingerpost-lab${labSuffix()}`;

/** The network namespace of what is outside of the cluster: resolvers, databases, partners. */
export const OUTSIDE = `${CONTROL}-outside`;

/** Whether a network namespace is this lab's, and not that of a lab in another folder. */
export function isLabNamespace(name: string): boolean {
  return name.startsWith(CONTROL) && /^(?:-outside|-node-[a-z])?$/.test(name.slice(CONTROL.length));
}

export const CONTROL_ADDRESS = '10.200.0.1';
export const OUTSIDE_ADDRESS = '10.200.0.2';
export const API_SERVER = `https://${CONTROL_ADDRESS}:6443`;
export const SERVICE_CIDR = '10.43.0.0/16';
export const POD_CIDR = '10.42.0.0/16';
export const CLUSTER_DNS = '10.43.0.10';
export const CLUSTER_DOMAIN = 'cluster.local';

/** As many as have a letter of their own; each costs half a gigabyte of memory. */
export const MOST_NODES = 8;

export interface LabNode {
  readonly name: string;
  readonly namespace: string;
  readonly zone: string;
  readonly address: string;
  readonly podCIDR: string;
  /** Its end of the cable in the namespace of the control plane. */
  readonly cable: string;
}

/** The nodes of a lab: node-a in zone a, node-b in zone b, node-c in zone a, and so on. */
export function labNodes(count: number): readonly LabNode[] {
  return Array.from({ length: count }, (_, index) => {
    const letter = String.fromCodePoint('a'.codePointAt(0)! + index);
    return {
      name: `node-${letter}`,
      namespace: `${CONTROL}-node-${letter}`,
      zone: index % 2 === 0 ? 'a' : 'b',
      address: `10.200.0.${11 + index}`,
      podCIDR: `10.42.${1 + index}.0/24`,
      cable: `to-node-${letter}`,
    };
  });
}
