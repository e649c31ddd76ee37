import { object } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import type { ClusterObject } from '../cluster.ts';

/** What the server, or a controller, writes into metadata. */
const OF_THE_SERVER: readonly string[] = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** Annotations by which Argo CD, kubectl and the controllers of workloads keep track of what is theirs. */
const BOOKKEEPING: readonly string[] = [
  'argocd.argoproj.io/installation-id',
  'argocd.argoproj.io/tracking-id',
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  'kubectl.kubernetes.io/last-applied-configuration',
];

/** An object without what the server and the bookkeeping of others add to it: what a manifest of it could say. */
export function withoutServerFields({ status: _, ...rest }: ClusterObject): ClusterObject {
  const metadata = Object.entries(rest.metadata).filter(([key]) => !OF_THE_SERVER.includes(key));
  const kept: JsonObject = Object.fromEntries(metadata);
  const { annotations, ...others } = kept;
  const own = withoutBookkeeping(object(kept, 'annotations'));
  return {
    ...rest,
    metadata: {
      ...others,
      name: rest.metadata.name,
      ...(annotations !== undefined && Object.keys(own).length > 0 && { annotations: own }),
    },
  };
}

/** Annotations that somebody meant. */
export function withoutBookkeeping(annotations: JsonObject | undefined): JsonObject {
  const entries = Object.entries(annotations ?? {});
  return Object.fromEntries(entries.filter(([key]) => !BOOKKEEPING.includes(key)));
}
