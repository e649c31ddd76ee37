import { textMap } from '@fingerpost/apiserver';
import type { EndpointSlice } from '@fingerpost/discovery';

import type { ClusterObject } from '../cluster.ts';

/** The Service that a slice belongs to. */
export const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

export function labelOf({ metadata }: ClusterObject, key: string): string {
  return textMap(metadata, 'labels').find(([name]) => name === key)?.[1] ?? '';
}

/** All labels of a predicted slice but the name of its Service, in one line. */
export function predictedLabels({ labels, managedBy }: EndpointSlice): string {
  return format([...labels, ...(managedBy === null ? [] : [[MANAGED_BY, managedBy] as const])]);
}

/** The same of a real slice. */
export function realLabels({ metadata }: ClusterObject): string {
  return format(textMap(metadata, 'labels').filter(([key]) => key !== SERVICE_NAME));
}

function format(labels: readonly (readonly [string, string])[]): string {
  return labels
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join(', ');
}
