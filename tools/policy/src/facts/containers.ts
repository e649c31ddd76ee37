import { objects, text } from '@fingerpost/apiserver';
import type { Workload } from '@fingerpost/discovery';
import type { JsonObject } from 'kustomize-ts';
import { podSpecField } from './pod-spec-field.ts';

/** A container of a pod template, and where it stands. */
export interface PlacedContainer {
  readonly container: JsonObject;
  readonly name: string;
  /** `spec.template.spec.containers[0]` */
  readonly field: string;
  /** A sidecar is an init container that is restarted and lives as long as the pod. */
  readonly role: 'init' | 'main' | 'sidecar';
}

/** The containers of a workload: those that do its work, then sidecars and init containers. */
export function containersOf(workload: Workload): readonly PlacedContainer[] {
  return [...read(workload, 'containers'), ...read(workload, 'initContainers')];
}

/** Containers that run as long as the pod does. */
export function runningContainers(workload: Workload): readonly PlacedContainer[] {
  return containersOf(workload).filter(({ role }) => role !== 'init');
}

function read(workload: Workload, list: 'containers' | 'initContainers'): PlacedContainer[] {
  const prefix = `${podSpecField(workload)}.${list}`;
  return objects(workload.spec, list).map((container, index) => ({
    container,
    name: text(container, 'name'),
    field: `${prefix}[${index}]`,
    role: list === 'containers' ? 'main' : roleOf(container),
  }));
}

function roleOf(container: JsonObject): 'init' | 'sidecar' {
  return text(container, 'restartPolicy') === 'Always' ? 'sidecar' : 'init';
}
