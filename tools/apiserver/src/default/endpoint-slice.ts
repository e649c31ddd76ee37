import type { JsonObject } from 'kustomize-ts';
import { objects } from '../field/read.ts';

/** Source: SetDefaults_EndpointPort in pkg/apis/discovery/v1/defaults.go. */
export function defaultEndpointSlice(slice: JsonObject): void {
  for (const port of objects(slice, 'ports')) {
    port['name'] ??= '';
    port['protocol'] ??= 'TCP';
  }
}

/** A field that v1 can only read (dropTopologyOnV1 in pkg/registry/discovery/endpointslice/strategy.go). */
export function prepareEndpointSlice(slice: JsonObject): void {
  for (const endpoint of objects(slice, 'endpoints')) delete endpoint['deprecatedTopology'];
}
