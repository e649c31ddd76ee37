import { integer, object, objects, optionalText, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { StoredObject } from '../store/stored-object.ts';
import type {
  EndpointPort,
  EndpointsAddress,
  EndpointsObject,
  EndpointTarget,
} from './endpoint-slice.ts';

/** An Endpoints object as its manifest says it. */
export function readEndpoints(stored: StoredObject): EndpointsObject {
  return {
    namespace: stored.namespace,
    name: stored.name,
    labels: stored.labels,
    annotations: stored.annotations,
    subsets: objects(stored.object, 'subsets').map((subset) => ({
      ready: objects(subset, 'addresses').map((address) => readAddress(address)),
      notReady: objects(subset, 'notReadyAddresses').map((address) => readAddress(address)),
      ports: objects(subset, 'ports').map((port) => readPort(port)),
    })),
    stored,
  };
}

function readAddress(address: JsonObject): EndpointsAddress {
  const hostname = text(address, 'hostname');
  const nodeName = optionalText(address, 'nodeName');
  const target = readTarget(address);
  return {
    address: text(address, 'ip'),
    ...(hostname !== '' && { hostname }),
    ...(nodeName !== undefined && { nodeName }),
    ...(target && { target }),
  };
}

function readPort(port: JsonObject): EndpointPort {
  const appProtocol = optionalText(port, 'appProtocol');
  return {
    name: text(port, 'name'),
    port: integer(port, 'port'),
    protocol: text(port, 'protocol') || 'TCP',
    ...(appProtocol !== undefined && { appProtocol }),
  };
}

/** The object that an address says it belongs to. */
export function readTarget(address: JsonObject): EndpointTarget | undefined {
  const reference = object(address, 'targetRef');
  if (!reference) return undefined;
  return {
    kind: text(reference, 'kind'),
    namespace: text(reference, 'namespace'),
    name: text(reference, 'name'),
    uid: text(reference, 'uid'),
  };
}
