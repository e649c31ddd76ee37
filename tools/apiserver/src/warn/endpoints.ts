import type { JsonObject } from 'kustomize-ts';
import { root } from '../field/path.ts';
import { object, objects, text } from '../field/read.ts';
import { warnOfIP } from '../validate/common/ip.ts';

/** Source: endpointsWarnings in pkg/registry/core/endpoint/strategy.go. */
export function warnOfEndpoints(endpoints: JsonObject): string[] {
  const labels = object(object(endpoints, 'metadata'), 'labels');
  if (text(labels, 'endpoints.kubernetes.io/managed-by') === 'endpoint-controller') return [];
  return objects(endpoints, 'subsets').flatMap((subset, index) =>
    ['addresses', 'notReadyAddresses'].flatMap((key) =>
      objects(subset, key).flatMap((address, position) =>
        warnOfIP(
          root.child('subsets').index(index).child(key).index(position).child('ip'),
          text(address, 'ip'),
        ),
      ),
    ),
  );
}
