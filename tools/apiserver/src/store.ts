import type { JsonObject, JsonValue } from 'kustomize-ts';
import type { Answer } from './answer.ts';
import type { DecodedObject } from './decode/decode.ts';
import { decodeGoValue } from './decode/go-value.ts';
import { toInput } from './decode/input.ts';
import { isObject, object, text } from './field/read.ts';
import { countsGenerations } from './generation.ts';
import { generatedName } from './generated-name.ts';
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
  /** Whether it is a dry run. Default: when `existing` is not known. */
  readonly dryRun?: boolean;
}

/** The rules of a kind, and whether they are all of them. */
export type Rules = Kind & { readonly checked: Answer['checked'] };

const DUAL_STACK = ['10.96.0.0/16', 'fd00:10:96::/112'];

/** What only the server sets. */
const SYSTEM_FIELDS = ['creationTimestamp', 'managedFields', 'resourceVersion', 'selfLink'];

/** What it clears in a new object, and says may not change in one that is there. */
const FINAL_FIELDS = ['deletionGracePeriodSeconds', 'deletionTimestamp', 'uid'];

/** The rules of a kind; of those without an entry only metadata is checked, and the answer says so. */
export function rulesOf({ apiVersion, kind, go }: DecodedObject): Rules {
  const rules = kinds.get(`${apiVersion} ${kind}`);
  if (rules !== undefined) return { ...rules, checked: 'rules' };
  const { custom } = go;
  if (custom !== undefined) return { ...customRules(custom), checked: 'rules' };
  return { validate: () => [], checked: 'schema' };
}

/** The warning that every request for a deprecated API gets, however it is answered. */
export function deprecationOf(
  target: Pick<DecodedObject, 'apiVersion' | 'kind'> & Partial<Pick<DecodedObject, 'go'>>,
): string[] {
  const deprecation =
    kinds.get(`${target.apiVersion} ${target.kind}`)?.deprecation ?? target.go?.custom?.deprecation;
  return deprecation === undefined ? [] : [deprecation];
}

/** The cluster that options describe. */
export function clusterOf(options: ClusterOptions): Cluster {
  return {
    serviceCIDRs: options.serviceCIDRs ?? DUAL_STACK,
    namespaceLabels: options.namespaceLabels,
    existing: options.existing,
    dryRun: options.dryRun ?? options.existing === undefined,
  };
}

/** The objects among which the cluster's CustomResourceDefinitions are. */
export function definitionsOf({ definitions, existing }: ClusterOptions): readonly JsonObject[] {
  if (definitions === undefined || existing === undefined) return definitions ?? existing ?? [];
  return [...definitions, ...existing];
}

/** The registry's first step: what only the server may set is cleared, the namespace filled in, a name generated. */
export function prepareNewMetadata(decoded: DecodedObject, namespace?: string): void {
  prepareMetadata(decoded, namespace);
  const metadata = object(decoded.object, 'metadata') ?? {};
  for (const key of FINAL_FIELDS) delete metadata[key];
  if (countsGenerations(decoded.kind)) delete metadata['generation'];
}

/** The same for an object that takes the place of another one. */
export function prepareMetadata(decoded: DecodedObject, namespace = 'default'): void {
  const target = decoded.object;
  const metadata: JsonObject = object(target, 'metadata') ?? {};
  target['metadata'] = metadata;
  for (const key of SYSTEM_FIELDS) delete metadata[key];
  if (!decoded.go.namespaced) delete metadata['namespace'];
  else if (text(metadata, 'namespace') === '') {
    metadata['namespace'] = decoded.requestNamespace ?? namespace;
  }
  if (text(metadata, 'name') === '') {
    const name = generatedName(metadata);
    if (name !== '') metadata['name'] = name;
  }
}

/**
 * What is stored: printed and read once more by Go. Status is left out: nobody but controllers writes it. Custom
 * resources may have one of their own. So is the generation, which the registry counts.
 */
export function stored({ apiVersion, kind, go, object: target }: DecodedObject): JsonObject {
  const value = go.custom ? structuredClone(target) : printed(target, go.type);
  const result: JsonObject = { ...(isObject(value) ? value : {}), apiVersion, kind };
  if (go.custom === undefined) delete result['status'];
  delete object(result, 'metadata')?.['generation'];
  return result;
}

/** An object as Go prints it after reading it. */
function printed(target: JsonObject, type: GoType): JsonValue {
  return decodeGoValue(toInput(target), type).value;
}

/** What clients get to see of a stored object. */
export function shown(decoded: DecodedObject, rules: Rules): JsonObject {
  const result = stored(decoded);
  rules.show?.(result);
  return result;
}
