import { object, objects, text } from '@fingerpost/apiserver';
import type { PodState } from '../environment/environment.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { COMPLETION_INDEX } from './controllers.ts';
import { makePod } from './make-pod.ts';
import { nodeChoice } from './placement.ts';
import type { Placement } from './placement.ts';
import type { Pod } from './pod.ts';
import type { Workload } from './workload.ts';

const PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const;

/** A pod that has a manifest. Of one that was read from a cluster the status tells its state and addresses. */
export function readPod(
  stored: StoredObject,
  index: number,
  workload: Workload,
  placement: Placement,
): Pod {
  const spec = object(stored.object, 'spec') ?? {};
  const ordinal = ordinalOf(stored, workload) ?? index;
  const status = statusOf(stored);
  const node = nodeChoice(spec, placement)(ordinal, index);
  return makePod(
    {
      workload,
      ordinal,
      name: stored.name,
      label: stored.name,
      labels: stored.labels,
      annotations: stored.annotations,
      spec,
      hostname: text(spec, 'hostname') || undefined,
      subdomain: text(spec, 'subdomain') || undefined,
      known: { ...(node !== undefined && { node }), ...status },
    },
    placement,
  );
}

/** The number that a StatefulSet or an indexed Job gave to its pod, or that a person gave to a single one. */
function ordinalOf({ name, labels }: StoredObject, workload: Workload): number | undefined {
  const isOfSet = workload.kind === 'StatefulSet' && name.startsWith(`${workload.name}-`);
  const isNumbered = isOfSet || workload.kind === 'Pod';
  const digits = isNumbered ? /-(\d+)$/.exec(name)?.[1] : labels.get(COMPLETION_INDEX);
  return digits !== undefined && /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}

/** Without a phase there is no status: nobody knows more than the manifest says. With one, no address is none. */
function statusOf({
  object: pod,
  written,
}: StoredObject): PodState & { readonly addresses?: readonly string[] } {
  const status = object(written, 'status');
  const deleted = text(object(written, 'metadata'), 'deletionTimestamp') !== '';
  const phase = PHASES.find((name) => name === text(status, 'phase'));
  const condition = objects(status, 'conditions').find((entry) => text(entry, 'type') === 'Ready');
  const addresses = addressesIn(status);
  const isBound = text(object(pod, 'spec'), 'nodeName') !== '';
  return {
    ...(phase && { phase }),
    ...(phase && !isBound && { node: null }),
    ...(condition && { ready: text(condition, 'status') === 'True' }),
    ...(deleted && { terminating: true }),
    ...((phase || addresses.length > 0) && { addresses }),
  };
}

function addressesIn(status: ReturnType<typeof object>): readonly string[] {
  const all = objects(status, 'podIPs').map((entry) => text(entry, 'ip'));
  if (all.length > 0) return all;
  const only = text(status, 'podIP');
  return only === '' ? [] : [only];
}
