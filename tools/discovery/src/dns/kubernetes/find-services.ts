import { labelsOf, nameOf } from '../domain-name.ts';
import { hostOf } from './address.ts';
import { empty, missing } from './found.ts';
import type { Found, Target } from './found.ts';
import type { NamedPort, NamedService } from './named-service.ts';
import type { NameRequest } from './request.ts';
import { isExposed, labelOf, serviceIn, slicesOf } from './scope.ts';
import type { Scope } from './scope.ts';

/** What the name of a Service, its port or its endpoint stands for (`findServices` of CoreDNS, plugin/kubernetes). */
export function findServices(scope: Scope, request: NameRequest, zone: string): Found {
  const { namespace } = request;
  if (!isExposed(scope, namespace)) return missing;
  if (request.service === '') return empty;
  const service = serviceIn(scope, namespace, request.service);
  if (!service) return missing;
  const name = nameOf([service.name, namespace, 'svc', ...labelsOf(zone)]);
  if (service.externalName !== undefined) return findExternal(service.externalName, request, name);
  if (!service.headless && isIgnored(scope, service)) return missing;
  if (service.headless) return findEndpoints(scope, service, request, name);
  if (request.zone !== '') return missing;
  if (request.endpoint !== '') return findEndpoints(scope, service, request, name);
  const ports = service.ports.filter((port) => isAsked(port, request));
  const targets = ports.flatMap(({ port }) => service.hosts.map((host) => ({ host, port, name })));
  return { exists: ports.length > 0, targets };
}

function isIgnored(scope: Scope, service: NamedService): boolean {
  // The API server, whose Service has no manifest, is always there.
  if (!scope.config.ignoreEmptyService || !service.stored) return false;
  return slicesOf(scope, service).every(({ addresses }) => addresses.length === 0);
}

/** Neither has it endpoints nor ports. A value that is an address makes no record. */
function findExternal(externalName: string, request: NameRequest, name: string): Found {
  const { endpoint, port, protocol, zone } = request;
  if (endpoint !== '' || port !== '' || protocol !== '' || zone !== '') return missing;
  const host = hostOf(externalName, 'IPv4');
  return host.type === 'CNAME' ? { exists: true, targets: [{ host, port: 0, name }] } : missing;
}

function findEndpoints(
  scope: Scope,
  service: NamedService,
  request: NameRequest,
  name: string,
): Found {
  const slices = slicesOf(scope, service);
  const inZone = (zone: string): Target[] =>
    slices.flatMap(({ addresses, ports }) =>
      addresses.flatMap((address) => {
        if (zone !== '' && address.zone !== zone) return [];
        const label = labelOf(scope, address);
        if (request.endpoint !== '' && label.toLowerCase() !== request.endpoint.toLowerCase())
          return [];
        const owner = label === '' ? name : `${label}.${name}`;
        return ports
          .filter((port) => isAsked(port, request))
          .map(({ port }) => ({ host: address.host, port, name: owner }));
      }),
    );
  const found = inZone(request.zone);
  const targets = found.length === 0 && request.prefersZone ? inZone('') : found;
  // A name with a zone exists for every zone there may be.
  return { exists: targets.length > 0 || request.zone !== '', targets };
}

function isAsked({ name, protocol }: NamedPort, request: NameRequest): boolean {
  return matches(request.port, name) && matches(request.protocol, protocol);
}

/** What is not asked matches everything. */
function matches(asked: string, actual: string): boolean {
  return asked === '' || asked === actual.toLowerCase();
}
