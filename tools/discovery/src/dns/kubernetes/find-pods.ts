import { labelsOf, nameOf } from '../domain-name.ts';
import { addressKey, hostOf } from './address.ts';
import { empty, missing } from './found.ts';
import type { Found } from './found.ts';
import type { NameRequest } from './request.ts';
import { isExposed, podsAt } from './scope.ts';
import type { Scope } from './scope.ts';
import { symbolIn } from './symbol.ts';

/** What the dashed address of a pod stands for (`findPods` of CoreDNS, plugin/kubernetes). */
export function findPods(scope: Scope, request: NameRequest, zone: string): Found {
  const { namespace, service: label } = request;
  const { pods: mode } = scope.config;
  if (mode === 'disabled' || !isExposed(scope, namespace)) return missing;
  if (label === '') return empty;
  const { address, family } = symbolIn(label, 'ip') ?? { address: undashed(label), family: 'IPv4' };
  const host = hostOf(address, family);
  const target = { host, port: 0, name: nameOf([label, namespace, 'pod', ...labelsOf(zone)]) };
  if (mode === 'insecure') {
    return host.type === 'CNAME' ? missing : { exists: true, targets: [target] };
  }
  const pods = podsAt(scope, addressKey(address, family)).filter(
    (pod) => pod.namespace === namespace,
  );
  return { exists: pods.length > 0, targets: pods.map(() => target) };
}

function undashed(label: string): string {
  const isIpv4 = label.split('-').length === 4 && !label.includes('--');
  return label.replaceAll('-', isIpv4 ? '.' : ':');
}
