import { object, objects, optionalText, text } from '@fingerpost/apiserver';
import type { PodState } from '@fingerpost/discovery';

import type { ClusterObject } from '../cluster.ts';

const PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const;

/** The addresses of a pod, the first family first; none while it has none. */
export function addressesOfPod(pod: ClusterObject): readonly string[] {
  return objects(object(pod, 'status'), 'podIPs').map((entry) => text(entry, 'ip'));
}

/** What the model takes from a live cluster. */
export function stateOfPod(pod: ClusterObject): PodState {
  const addresses = addressesOfPod(pod);
  const phase = phaseOfPod(pod);
  return {
    ready: isReadyPod(pod),
    ...(phase && { phase }),
    node: optionalText(object(pod, 'spec'), 'nodeName') || null,
    terminating: isTerminating(pod),
    ...(addresses.length > 0 && {
      families: addresses.map((address) => (address.includes(':') ? 'IPv6' : 'IPv4')),
    }),
  };
}

export function isReadyPod(pod: ClusterObject): boolean {
  return objects(object(pod, 'status'), 'conditions').some(
    (condition) => text(condition, 'type') === 'Ready' && text(condition, 'status') === 'True',
  );
}

/** It is being deleted. */
export function isTerminating({ metadata }: ClusterObject): boolean {
  return text(metadata, 'deletionTimestamp') !== '';
}

/** It has run to its end and will not come back. */
export function hasEnded(pod: ClusterObject): boolean {
  const phase = phaseOfPod(pod);
  return phase === 'Succeeded' || phase === 'Failed';
}

function phaseOfPod(pod: ClusterObject): (typeof PHASES)[number] | undefined {
  const phase = text(object(pod, 'status'), 'phase');
  return PHASES.find((known) => known === phase);
}

/** It runs, or is about to. */
export function isAlive(pod: ClusterObject): boolean {
  return !hasEnded(pod) && !isTerminating(pod);
}

/** Why a pod is not ready, in words of the kubelet and the scheduler; '' where they say nothing. */
export function whyNotReady(pod: ClusterObject): string {
  const status = object(pod, 'status');
  const containers = [
    ...objects(status, 'initContainerStatuses'),
    ...objects(status, 'containerStatuses'),
  ];
  for (const container of containers) {
    const state = object(container, 'state');
    const stopped = object(state, 'waiting') ?? object(state, 'terminated');
    const reason = text(stopped, 'reason');
    // PodInitializing and Completed only say that another container is the one to look at.
    if (reason === '' || reason === 'PodInitializing' || reason === 'Completed') continue;
    const message = text(stopped, 'message');
    return `container ${text(container, 'name')}: ${reason}${message === '' ? '' : `, ${message}`}`;
  }
  const condition = objects(status, 'conditions').find(
    (entry) => text(entry, 'status') === 'False' && text(entry, 'message') !== '',
  );
  return condition ? text(condition, 'message') : '';
}
