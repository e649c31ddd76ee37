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

/**
 * The numbers of the container ports with a name and a protocol, ascending. Ports of init containers do not count, not
 * even of sidecars (`restartPolicy: Always`), because the policy engines of most clusters read `spec.containers` alone.
 */
export function portsNamed(spec: JsonObject, name: string, protocol: Protocol): readonly number[] {
  return containerPorts(spec, 'containers', name, protocol);
}

/** The same of init containers, to tell who counted on them. */
export function initPortsNamed(
  spec: JsonObject,
  name: string,
  protocol: Protocol,
): readonly number[] {
  return containerPorts(spec, 'initContainers', name, protocol);
}

function containerPorts(
  spec: JsonObject,
  list: 'containers' | 'initContainers',
  name: string,
  protocol: Protocol,
): readonly number[] {
  const numbers = objects(spec, list)
    .flatMap((container) => objects(container, 'ports'))
    .filter((port) => text(port, 'name') === name && protocolOf(port) === protocol)
    .map((port) => integer(port, 'containerPort'));
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

function protocolOf(port: JsonObject): string {
  return text(port, 'protocol') || 'TCP';
}
