import { object, objects, text } from '@fingerpost/apiserver';
import type { Environment, Node, PodState } from '../environment/environment.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { makePod } from './make-pod.ts';
import type { Pod } from './pod.ts';
import type { Workload } from './workload.ts';

const PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const;

/** A pod that has a manifest. Of one that was read from a cluster the status tells its state and addresses. */
export function readPod(
  stored: StoredObject,
  index: number,
  workload: Workload,
  nodes: readonly Node[],
  environment: Environment,
): Pod {
  const spec = object(stored.object, 'spec') ?? {};
  return makePod(
    {
      workload,
      ordinal: ordinalIn(stored.name) ?? index,
      name: stored.name,
      label: stored.name,
      labels: stored.labels,
      annotations: stored.annotations,
      spec,
      hostname: text(spec, 'hostname') || undefined,
      subdomain: text(spec, 'subdomain') || undefined,
      known: stateOf(stored),
    },
    nodes,
    environment,
  );
}

/** The number at the end of a name. */
function ordinalIn(name: string): number | undefined {
  const digits = /-(\d{1,9})$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function stateOf({ written }: StoredObject): PodState & { readonly addresses?: readonly string[] } {
  const status = object(written, 'status');
  const deleted = text(object(written, 'metadata'), 'deletionTimestamp') !== '';
  const phase = PHASES.find((name) => name === text(status, 'phase'));
  const condition = objects(status, 'conditions').find((entry) => text(entry, 'type') === 'Ready');
  const addresses = objects(status, 'podIPs').map((entry) => text(entry, 'ip'));
  const only = text(status, 'podIP');
  const all = addresses.length > 0 ? addresses : only === '' ? [] : [only];
  return {
    ...(phase && { phase }),
    ...(condition && { ready: text(condition, 'status') === 'True' }),
    ...(deleted && { terminating: true }),
    ...(all.length > 0 && { addresses: all }),
  };
}
