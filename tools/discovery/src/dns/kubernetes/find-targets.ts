import { findNameServers } from './find-name-servers.ts';
import { findPods } from './find-pods.ts';
import { findServices } from './find-services.ts';
import { empty, missing } from './found.ts';
import type { Found } from './found.ts';
import { parseRequest } from './request.ts';
import type { Scope } from './scope.ts';
import type { ZoneName } from './zone-name.ts';

const DEFAULT_NAME_SERVER = 'ns.dns.';

/** What a name stands for, whatever its form (`Records` of CoreDNS, plugin/kubernetes). */
export function findRecords(scope: Scope, { labels, zone, isReverse }: ZoneName): Found {
  const request = parseRequest(labels, scope.config.zonal);
  if (request === 'apex') return empty;
  if (request === 'invalid' || isReverse) return missing;
  return request.kind === 'pod'
    ? findPods(scope, request, zone)
    : findServices(scope, request, zone);
}

/** The same for questions of a type (`Services` of CoreDNS, plugin/kubernetes), TXT and NS apart. */
export function findTargets(scope: Scope, name: ZoneName, type: string): Found {
  if (isDefaultNameServer(name)) {
    return {
      exists: true,
      targets: findNameServers(scope, name.zone).filter(({ host }) => host.type === type),
    };
  }
  const found = findRecords(scope, name);
  if (type !== 'SRV') return found;
  return { ...found, targets: found.targets.filter(({ host }) => host.type !== 'CNAME') };
}

/** CoreDNS looks for the zone, as it was asked, in the name in lower case. */
function isDefaultNameServer({ name, zone }: ZoneName): boolean {
  return name.startsWith(DEFAULT_NAME_SERVER) && name.indexOf(zone) === DEFAULT_NAME_SERVER.length;
}
