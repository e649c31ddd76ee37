import type { JsonObject } from 'kustomize-ts';
import { root } from '../field/path.ts';
import { object, objects, text, texts } from '../field/read.ts';
import { warnOfIP } from '../validate/common/ip.ts';

const CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

/** Source: pkg/registry/discovery/endpointslice/strategy.go; only a new slice is warned of its address type. */
export function warnOfEndpointSlice(slice: JsonObject, before?: JsonObject): string[] {
  const deprecated = before === undefined && text(slice, 'addressType') === 'FQDN';
  return [
    ...(deprecated ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
    ...warnOfAddresses(slice),
  ];
}

function warnOfAddresses(slice: JsonObject): string[] {
  const labels = object(object(slice, 'metadata'), 'labels');
  if (CONTROLLERS.includes(text(labels, 'endpointslice.kubernetes.io/managed-by'))) return [];
  return objects(slice, 'endpoints').flatMap((endpoint, index) =>
    texts(endpoint, 'addresses').flatMap((address, position) =>
      warnOfIP(root.child('endpoints').index(index).child('addresses').index(position), address),
    ),
  );
}
