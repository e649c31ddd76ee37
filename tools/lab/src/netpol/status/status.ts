import { integer, object, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { readPods } from '../rules/pods.ts';
import type { ClusterObjects } from '../rules/make-filter.ts';

/** What is in force in all network namespaces of the enforcer. Written as JSON. */
export interface Status {
  /** When it last came into force (RFC 3339). */
  readonly since: string;
  /** By `namespace/name`. */
  readonly policies: Readonly<Record<string, PolicyVersion>>;
  /** The addresses of each pod that is known, by `namespace/name`. */
  readonly pods: Readonly<Record<string, readonly string[]>>;
}

export interface PolicyVersion {
  readonly uid: string;
  /** `metadata.generation`, which grows with each change of the spec. */
  readonly generation: number;
}

export function makeStatus({ policies, pods }: ClusterObjects, since: Date): Status {
  return {
    since: since.toISOString(),
    policies: sortedRecord(policies.map(versionOf)),
    pods: sortedRecord(readPods(pods).map(({ id, addresses }) => [id, addresses])),
  };
}

/** The policies that are not in force as the API server has them, and those that it no longer has. None: all are. */
export function pendingPolicies(status: Status, policies: readonly JsonObject[]): string[] {
  const wanted = new Map(policies.map(versionOf));
  const names = new Set([...wanted.keys(), ...Object.keys(status.policies)]);
  return [...names].toSorted().filter((name) => {
    const version = wanted.get(name);
    const found = Object.hasOwn(status.policies, name) ? status.policies[name] : undefined;
    return !version || found?.uid !== version.uid || found.generation < version.generation;
  });
}

function versionOf(policy: JsonObject): [string, PolicyVersion] {
  const metadata = object(policy, 'metadata');
  const version = { uid: text(metadata, 'uid'), generation: integer(metadata, 'generation') };
  return [`${text(metadata, 'namespace')}/${text(metadata, 'name')}`, version];
}

function sortedRecord<Value>(entries: readonly [string, Value][]): Record<string, Value> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
