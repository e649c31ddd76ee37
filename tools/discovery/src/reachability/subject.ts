import { integer, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { Labels } from '../store/stored-object.ts';
import type { Protocol } from './connections.ts';

/** A pod as policies see it: a workload or one of its pods. */
export interface Subject {
  readonly id: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** The pod's spec. */
  readonly spec: JsonObject;
  /** Policies are mostly not applied to pods of the host network, nor do selectors find them. */
  readonly hostNetwork: boolean;
}

/** A container port with a name. */
export interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  readonly number: number;
}

/**
 * The container ports that names of rules can mean. Ports of init containers do not count, not even of sidecars
 * (`restartPolicy: Always`): the API does not say, and engines differ (Calico takes them since 3.29,
 * projectcalico/calico#8881). What not every cluster allows is taken as not allowed, and said.
 */
export function namedPorts(
  spec: JsonObject,
  list: 'containers' | 'initContainers' = 'containers',
): readonly NamedPort[] {
  return objects(spec, list).flatMap((container) =>
    objects(container, 'ports').flatMap((port) => {
      const name = text(port, 'name');
      const protocol = text(port, 'protocol') || 'TCP';
      return name === '' ? [] : [{ name, protocol, number: integer(port, 'containerPort') }];
    }),
  );
}

/** The numbers of the ports with a name and a protocol. */
export function portsNamed(
  spec: JsonObject,
  name: string,
  protocol: Protocol,
  list?: 'containers' | 'initContainers',
): readonly number[] {
  return namedPorts(spec, list)
    .filter((port) => port.name === name && port.protocol === protocol)
    .map((port) => port.number);
}
