import { flag, object, objects, text } from '@fingerpost/apiserver';
import type { Store } from '../store/store.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Environment, Node, Taint } from './environment.ts';

const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
const ZONE = 'topology.kubernetes.io/zone';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** The nodes of a cluster: Node objects among the manifests, else those that the environment names. */
export function readNodes(store: Store, environment: Environment): readonly Node[] {
  const stored = store.list('', 'Node');
  return stored.length === 0 ? environment.nodes : stored.map(readNode);
}

function readNode(stored: StoredObject): Node {
  const { name, labels, written } = stored;
  const status = object(written, 'status');
  const zone = labels.get(ZONE);
  const cpu = cores(object(status, 'allocatable')?.['cpu'] ?? object(status, 'capacity')?.['cpu']);
  const condition = objects(status, 'conditions').find((entry) => text(entry, 'type') === 'Ready');
  const addresses = objects(status, 'addresses')
    .filter((entry) => text(entry, 'type') === 'InternalIP')
    .map((entry) => text(entry, 'address'));
  return {
    name,
    ...(zone !== undefined && { zone }),
    ...(cpu !== undefined && { cpu }),
    ready: condition === undefined || text(condition, 'status') === 'True',
    ...(CONTROL_PLANE.some((label) => labels.has(label)) && { controlPlane: true }),
    addresses,
    labels,
    taints: taintsOf(stored),
  };
}

/** Its taints, with the one that the node lifecycle controller makes of `spec.unschedulable`. */
function taintsOf(stored: StoredObject): readonly Taint[] {
  const spec = object(stored.object, 'spec');
  const taints = objects(spec, 'taints').map((taint) => ({
    key: text(taint, 'key'),
    value: text(taint, 'value'),
    effect: text(taint, 'effect'),
  }));
  if (!flag(spec, 'unschedulable') || taints.some(({ key }) => key === UNSCHEDULABLE))
    return taints;
  return [...taints, { key: UNSCHEDULABLE, value: '', effect: 'NoSchedule' }];
}

/** A quantity of cores: `4`, `3920m`. */
function cores(quantity: unknown): number | undefined {
  if (typeof quantity === 'number') return quantity;
  const match = typeof quantity === 'string' ? /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity) : null;
  if (!match) return undefined;
  return Number(match[1]) / (match[2] === 'm' ? 1000 : 1);
}
