import type { JsonObject, JsonValue } from 'kustomize-ts';
import type { Answer } from './answer.ts';
import type { DecodedObject } from './decode/decode.ts';
import { decodeGoValue } from './decode/go-value.ts';
import { toInput } from './decode/input.ts';
import { isObject, object, text } from './field/read.ts';
import type { Cluster, Kind } from './kind.ts';
import { kinds } from './kinds.ts';
import type { GoType } from './schema/types.ts';
import { customRules } from './validate/custom/kind.ts';

/** What is known of the cluster that an object is sent to. */
export interface ClusterOptions {
  /** Networks of cluster IPs, the first family first. Default: an IPv4 and an IPv6 one. */
  readonly serviceCIDRs?: readonly string[];
  /** Labels of the namespace, as far as admission plugins look at them. Default: not known. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /**
   * What the cluster holds already: names, addresses and node ports that are taken, and default classes. Default: not
   * known, the answer is that of a dry run.
   */
  readonly existing?: readonly JsonObject[];
  /** CustomResourceDefinitions that the cluster knows beside those of `existing`; other objects do not matter. */
  readonly definitions?: readonly JsonObject[];
}

/** The rules of a kind, and whether they are all of them. */
export type Rules = Kind & { readonly checked: Answer['checked'] };

const DUAL_STACK = ['10.96.0.0/16', 'fd00:10:96::/112'];

/** What only the server sets. */
const SYSTEM_FIELDS = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** Stands for the five characters that the API server adds to `generateName`. */
const RANDOM_END = 'xxxxx';

/** The rules of a kind; of those without an entry only metadata is checked, and the answer says so. */
export function rulesOf({ apiVersion, kind, go }: DecodedObject): Rules {
  const rules = kinds.get(`${apiVersion} ${kind}`);
  if (rules !== undefined) return { ...rules, checked: 'rules' };
  const { custom } = go;
  if (custom !== undefined) return { ...customRules(custom), checked: 'rules' };
  return { validate: () => [], checked: 'schema' };
}

/** The cluster that options describe. */
export function clusterOf(options: ClusterOptions): Cluster {
  return {
    serviceCIDRs: options.serviceCIDRs ?? DUAL_STACK,
    namespaceLabels: options.namespaceLabels,
    existing: options.existing,
  };
}

/** The objects among which the cluster's CustomResourceDefinitions are. */
export function definitionsOf({ definitions, existing }: ClusterOptions): readonly JsonObject[] {
  if (definitions === undefined || existing === undefined) return definitions ?? existing ?? [];
  return [...definitions, ...existing];
}

/** The registry's first step: what only the server may set is cleared, the namespace filled in, a name generated. */
export function prepareMetadata(decoded: DecodedObject, namespace = 'default'): void {
  const target = decoded.object;
  const metadata: JsonObject = object(target, 'metadata') ?? {};
  target['metadata'] = metadata;
  for (const key of SYSTEM_FIELDS) delete metadata[key];
  if (!decoded.go.namespaced) delete metadata['namespace'];
  else if (text(metadata, 'namespace') === '') {
    metadata['namespace'] = decoded.requestNamespace ?? namespace;
  }
  const prefix = text(metadata, 'generateName');
  if (prefix !== '' && text(metadata, 'name') === '') {
    metadata['name'] = `${prefix.slice(0, 58)}${RANDOM_END}`;
  }
}

/**
 * What is stored: printed and read once more by Go. Status is left out: nobody but controllers writes it. Custom
 * resources may have one of their own.
 */
export function stored({ apiVersion, kind, go, object: target }: DecodedObject): JsonObject {
  const value = go.custom ? structuredClone(target) : printed(target, go.type);
  const result: JsonObject = { ...(isObject(value) ? value : {}), apiVersion, kind };
  if (go.custom === undefined) delete result['status'];
  return result;
}

/** An object as Go prints it after reading it. */
export function printed(target: JsonObject, type: GoType): JsonValue {
  return decodeGoValue(toInput(target), type).value;
}

/** What clients get to see of a stored object. */
export function shown(decoded: DecodedObject, rules: Rules): JsonObject {
  const result = stored(decoded);
  rules.show?.(result);
  return result;
}
