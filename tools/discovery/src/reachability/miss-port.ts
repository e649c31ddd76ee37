import { integer, intOrString, objects, object, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { readMapSelector, selects } from '../labels/selector.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { allows, PROTOCOLS } from './connections.ts';
import type { Connections } from './connections.ts';
import type { Attempt } from './explain-pair.ts';
import type { PortMiss } from './explanation.ts';
import { portsAt } from './pair.ts';
import { isOutside } from './party.ts';
import type { Rule, RulePort } from './policy.ts';
import { portsNamed } from './subject.ts';
import type { Subject } from './subject.ts';

/** Why no entry of a rule's `ports` means the port; none where one does, or where the rule is for every port. */
export function missesOfPorts(
  rule: Rule,
  attempt: Attempt,
  services: readonly StoredObject[],
): PortMiss[] {
  const misses: PortMiss[] = [];
  for (const entry of rule.ports ?? []) {
    if (allows(portsAt(entry, attempt.to), attempt.protocol, attempt.port)) return [];
    misses.push(missOfPort(entry, attempt, services));
  }
  return misses;
}

function missOfPort(
  entry: RulePort,
  { to, protocol, port }: Attempt,
  services: readonly StoredObject[],
): PortMiss {
  const { field, name } = entry;
  const pod = isOutside(to) ? undefined : to;
  const elsewhere = PROTOCOLS.some((other) =>
    allows(portsAt(withProtocol(entry, other), to), other, port),
  );
  if (entry.protocol !== protocol && elsewhere) return { field, why: 'protocol' };
  if (name !== undefined) {
    const numbers = pod ? portsNamed(pod.spec, name, entry.protocol) : [];
    if (numbers.length > 0) return { field, why: 'name-elsewhere', name, numbers };
    const found = pod ? portsNamed(pod.spec, name, entry.protocol, 'initContainers') : [];
    return { field, why: 'name-missing', name, initContainer: found.includes(port) };
  }
  const service =
    pod && services.find((one) => sendsOn(one, pod, entry.connections, protocol, port));
  return service ? { field, why: 'service-port', service } : { field, why: 'number' };
}

/** The entry, had it another protocol. */
function withProtocol(entry: RulePort, protocol: RulePort['protocol']): RulePort {
  const { field, name, connections } = entry;
  const shift = (PROTOCOLS.indexOf(protocol) - PROTOCOLS.indexOf(entry.protocol)) * 65_536;
  return { field, name, protocol, connections: connections.map((point) => point + shift) };
}

/** Whether a Service has one of the ports, and sends it on to the port of the pod. */
function sendsOn(
  service: StoredObject,
  pod: Subject,
  ports: Connections,
  protocol: Attempt['protocol'],
  podPort: number,
): boolean {
  const spec = object(service.object, 'spec');
  if (!selects(readMapSelector(spec), pod.labels)) return false;
  return objects(spec, 'ports').some((port) => {
    if ((text(port, 'protocol') || 'TCP') !== protocol) return false;
    if (!allows(ports, protocol, integer(port, 'port'))) return false;
    return targetsOf(port, pod, protocol).includes(podPort);
  });
}

function targetsOf(
  port: JsonObject,
  pod: Subject,
  protocol: Attempt['protocol'],
): readonly number[] {
  const target = intOrString(port, 'targetPort') ?? integer(port, 'port');
  return typeof target === 'string' ? portsNamed(pod.spec, target, protocol) : [target];
}
