import {
  object,
  objects,
  optionalFlag,
  optionalInteger,
  optionalText,
  text,
  texts,
} from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Endpoint, EndpointHints, EndpointPort, EndpointSlice } from './endpoint-slice.ts';
import { MANAGED_BY, SERVICE_NAME, TRIGGER_TIME } from './labels.ts';
import { readTarget } from './written-endpoints.ts';

/** An EndpointSlice as its manifest says it. */
export function readEndpointSlice(stored: StoredObject): EndpointSlice {
  const { namespace, name, labels, annotations, object: manifest } = stored;
  const addressType = text(manifest, 'addressType');
  return {
    namespace,
    name,
    service: labels.get(SERVICE_NAME),
    managedBy: labels.get(MANAGED_BY) ?? null,
    addressType: addressType === 'IPv6' || addressType === 'FQDN' ? addressType : 'IPv4',
    labels: new Map([...labels].filter(([key]) => key !== SERVICE_NAME && key !== MANAGED_BY)),
    annotations: new Map([...annotations].filter(([key]) => key !== TRIGGER_TIME)),
    ports: objects(manifest, 'ports').map((port) => readPort(port)),
    endpoints: objects(manifest, 'endpoints').map((endpoint) => readEndpoint(endpoint)),
    stored,
  };
}

function readPort(port: JsonObject): EndpointPort {
  const appProtocol = optionalText(port, 'appProtocol');
  return {
    name: text(port, 'name'),
    port: optionalInteger(port, 'port'),
    protocol: text(port, 'protocol') || 'TCP',
    ...(appProtocol !== undefined && { appProtocol }),
  };
}

function readEndpoint(endpoint: JsonObject): Endpoint {
  const conditions = object(endpoint, 'conditions');
  const ready = optionalFlag(conditions, 'ready');
  const serving = optionalFlag(conditions, 'serving');
  const terminating = optionalFlag(conditions, 'terminating');
  const hostname = optionalText(endpoint, 'hostname');
  const nodeName = optionalText(endpoint, 'nodeName');
  const zone = optionalText(endpoint, 'zone');
  const hints = readHints(object(endpoint, 'hints'));
  const target = readTarget(endpoint);
  return {
    addresses: texts(endpoint, 'addresses'),
    ...(target && { target }),
    ...(ready !== undefined && { ready }),
    ...(serving !== undefined && { serving }),
    ...(terminating !== undefined && { terminating }),
    ...(hostname !== undefined && { hostname }),
    ...(nodeName !== undefined && { nodeName }),
    ...(zone !== undefined && { zone }),
    ...(hints && { hints }),
  };
}

function readHints(hints: JsonObject | undefined): EndpointHints | undefined {
  if (!hints) return undefined;
  const names = (key: string): string[] => objects(hints, key).map((entry) => text(entry, 'name'));
  const forZones = names('forZones');
  const forNodes = names('forNodes');
  return {
    ...(forZones.length > 0 && { forZones }),
    ...(forNodes.length > 0 && { forNodes }),
  };
}
