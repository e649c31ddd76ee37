import { object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { ClusterObject } from '../../cluster.ts';

const NAME = 'fingerpost-prober';
/** Where every image of it has it. */
export const PROBER = '/bin/prober';

/** What is to be done so that a pod has a prober. */
export type ProberStep =
  | { readonly step: 'ask'; readonly container: string }
  | { readonly step: 'wait' }
  | { readonly step: 'add'; readonly container: string }
  | { readonly step: 'give-up'; readonly reason: string };

/** States of a waiting container that do not pass by themselves. */
const HOPELESS: readonly string[] = [
  'CreateContainerConfigError',
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
];

/**
 * A pod keeps its ephemeral containers for ever: one that runs with the image is used again, and after one that ended, as
 * they do when the node starts anew, the next one has a number.
 */
export function nextStep(pod: ClusterObject, image: string): ProberStep {
  const added = objects(object(pod, 'spec'), 'ephemeralContainers').filter((one) =>
    text(one, 'name').startsWith(NAME),
  );
  const last = added.at(-1);
  const next = { step: 'add', container: nameOf(added.length) } as const;
  if (!last || text(last, 'image') !== image) return next;
  const container = text(last, 'name');
  const status = objects(object(pod, 'status'), 'ephemeralContainerStatuses').find(
    (one) => text(one, 'name') === container,
  );
  const state = object(status, 'state');
  if (object(state, 'running')) return { step: 'ask', container };
  if (object(state, 'terminated')) return next;
  const reason = text(object(state, 'waiting'), 'reason');
  if (!HOPELESS.includes(reason)) return { step: 'wait' };
  const message = text(object(state, 'waiting'), 'message');
  return { step: 'give-up', reason: `${reason}: ${message}`.replace(/: $/u, '') };
}

function nameOf(before: number): string {
  return before === 0 ? NAME : `${NAME}-${before + 1}`;
}

/** An ephemeral container that waits to be asked, as the restricted Pod Security Standard wants it. */
export function proberContainer(name: string, image: string): JsonObject {
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: [PROBER, 'wait'],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_532,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}
