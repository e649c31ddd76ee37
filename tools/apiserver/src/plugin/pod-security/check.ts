import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../../field/read.ts';
import { root } from '../../field/path.ts';
import { eachContainer } from '../../validate/pod-spec/each-container.ts';

/** A pod, or a template of pods, and the minor version of Kubernetes whose rules are asked for. */
export interface CheckedPod {
  readonly annotations: JsonObject | undefined;
  readonly spec: JsonObject;
  readonly minor: number;
}

/** One rule of the Pod Security Standards. */
export interface Check {
  readonly id: string;
  /** What the server calls a violation. */
  readonly name: string | ((pod: CheckedPod) => string);
  /** The minor version that it came with. */
  readonly since?: number;
  /** The checks of the level below that it stands for. */
  readonly replaces?: readonly string[];
  /** What breaks the rule, in the server's words; undefined when nothing does. */
  readonly find: (pod: CheckedPod) => string | undefined;
}

/** All containers of a pod, init containers first. */
export function containersOf(pod: CheckedPod): JsonObject[] {
  return [...eachContainer(pod.spec, root)].map(([container]) => container);
}

/** The names of the containers that something is true of. */
export function containersWith(
  pod: CheckedPod,
  isBad: (container: JsonObject, context: JsonObject | undefined) => boolean,
): string[] {
  return containersOf(pod)
    .filter((container) => isBad(container, object(container, 'securityContext')))
    .map((container) => text(container, 'name'));
}

/** `container "a"`, `containers "a", "b"`. */
export function named(noun: string, names: readonly string[]): string {
  return `${plural(noun, names.length)} ${quoted(names)}`;
}

/** A noun for so many things. */
export function plural(noun: string, count: number): string {
  return count === 1 ? noun : `${noun}s`;
}

/** Names in quotes, between commas. */
export function quoted(names: Iterable<string>): string {
  return [...names].map((name) => `"${name}"`).join(', ');
}

/** Who sets what it should not: `pod and container "a"`. */
export function setters(podIsBad: boolean, containers: readonly string[]): string {
  const parts = podIsBad ? ['pod'] : [];
  if (containers.length > 0) parts.push(named('container', containers));
  return parts.join(' and ');
}

/** Values in order, each once. */
export function sortedUnique(values: Iterable<string>): string[] {
  return [...new Set(values)].toSorted();
}
