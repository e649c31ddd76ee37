import type { JsonObject, JsonValue } from 'kustomize-ts';
import { standIns } from './allocate/stand-ins.ts';
import { invalidAnswer, refusedAnswer, type Answer } from './answer.ts';
import { create } from './create.ts';
import { decode, type DecodedObject } from './decode/decode.ts';
import { append } from './field/append.ts';
import { isObject, object, text } from './field/read.ts';
import type { Cluster, Refusal } from './kind.ts';
import {
  clusterOf,
  definitionsOf,
  prepareMetadata,
  printed,
  rulesOf,
  shown,
  stored,
  type ClusterOptions,
  type Rules,
} from './store.ts';
import { applyRefusal } from './update/apply-problems.ts';
import { applyObject } from './update/apply.ts';
import {
  nameIsPathSegment,
  validateGenericMetadata,
  validateGenericMetadataUpdate,
} from './validate/metadata.ts';

/** How an object is changed. */
export interface UpdateOptions extends ClusterOptions {
  /**
   * `put`: the manifest takes the place of the live object, as `kubectl replace` does. `apply`: server-side apply by
   * one manager, with force.
   */
  readonly via: 'apply' | 'put';
  /** The namespace of objects that name none. Default: `default`. */
  readonly namespace?: string;
}

/**
 * What the API server answers when an object that was created from the manifest `before` is changed to the manifest
 * `after`. `before` is taken as created, whatever today's rules say of it. Never throws for bad input, and never
 * changes it.
 */
export function update(before: JsonObject, after: JsonObject, options: UpdateOptions): Answer {
  const definitions = definitionsOf(options);
  const old = decode(before, { definitions });
  if ('refusal' in old) {
    return { ...refusedAnswer(old.refusal, [], 'rules'), problems: old.problems };
  }
  const decoded = decode(after, { definitions });
  if ('refusal' in decoded) {
    return { ...refusedAnswer(decoded.refusal, [], 'rules'), problems: decoded.problems };
  }
  const cluster = clusterOf(options);
  const rules = rulesOf(decoded);
  const elsewhere = differentTarget(old, decoded);
  if (elsewhere !== undefined) {
    if (options.via === 'apply') return create(after, options);
    return refusedAnswer(elsewhere, [], rules.checked);
  }
  const refusal = options.via === 'apply' ? applyRefusal(after, decoded.go.type) : undefined;
  if (refusal !== undefined) return refusedAnswer(refusal, [], rules.checked);
  const live = createLive(old, rulesOf(old), cluster, options.namespace);
  if (options.via === 'apply') {
    const merged = applyObject(live.object, before, after, decoded.go.type);
    const { custom, type } = decoded.go;
    const result = custom ? merged : asObject(printed(merged, type));
    return updateDecoded({ ...decoded, object: result }, live, rules, cluster, options);
  }
  return updateDecoded(decoded, live, rules, cluster, options);
}

/** Why the new manifest cannot be put at the path of the old one; applied, it makes another object. */
function differentTarget(old: DecodedObject, decoded: DecodedObject): Refusal | undefined {
  if (old.kind !== decoded.kind || old.apiVersion !== decoded.apiVersion) {
    const message = `${decoded.kind} in version "${decoded.apiVersion}" cannot be handled as a ${old.kind}`;
    return { reason: 'BadRequest', code: 400, message };
  }
  const [from, to] = [old, decoded].map(({ object: target }) => object(target, 'metadata'));
  for (const [key, place] of [
    ['name', 'URL'],
    ['namespace', 'request'],
  ] as const) {
    const was = text(from, key);
    const is = text(to, key);
    if (was === is || (key === 'namespace' && (was === '' || is === ''))) continue;
    const message = `the ${key} of the object (${is}) does not match the ${key} on the ${place} (${was})`;
    return { reason: 'BadRequest', code: 400, message };
  }
  return undefined;
}

interface Live {
  readonly object: JsonObject;
  /** Fields that stand for what a real creation would have allocated. */
  readonly allocated: readonly string[];
}

/** The object that a manifest made, without asking whether it may be made. */
function createLive(
  decoded: DecodedObject,
  rules: Rules,
  cluster: Cluster,
  namespace: string | undefined,
): Live {
  const target = decoded.object;
  prepareMetadata(decoded, namespace);
  rules.default?.(target, cluster);
  rules.admit?.(target, cluster);
  const allocation = rules.allocate?.(target, cluster);
  rules.prepare?.(target, cluster);
  return { object: stored(decoded), allocated: allocation?.allocated ?? [] };
}

function updateDecoded(
  decoded: DecodedObject,
  live: Live,
  rules: Rules,
  cluster: Cluster,
  options: UpdateOptions,
): Answer {
  const { apiVersion, kind, go, object: target } = decoded;
  const before = live.object;
  const warnings = rules.deprecation === undefined ? [] : [rules.deprecation];
  prepareMetadata(decoded, options.namespace);
  rules.default?.(target, cluster);
  const identity = { apiVersion, kind, name: text(object(target, 'metadata'), 'name') };
  const allocation = rules.allocate?.(target, cluster, before);
  if (allocation?.refusal) return refusedAnswer(allocation.refusal, warnings, rules.checked);
  if (allocation !== undefined && allocation.errors.length > 0) {
    return invalidAnswer(identity, allocation.errors, warnings, rules.checked);
  }
  rules.prepareUpdate?.(target, before, cluster);
  const warnOnce = (warning: string): void => {
    if (!warnings.includes(warning)) warnings.push(warning);
  };
  const errors = [
    ...validateGenericMetadata(target, go.namespaced, nameIsPathSegment),
    ...validateGenericMetadataUpdate(target, before),
    ...(rules.update?.(target, before, cluster, warnOnce) ?? rules.validate(target, cluster)),
  ];
  if (errors.length > 0) return invalidAnswer(identity, errors, warnings, rules.checked);
  append(warnings, rules.warn?.(target, before) ?? []);
  const review = rules.review?.(target, cluster, before);
  append(warnings, review?.warnings ?? []);
  if (review?.refusal) return refusedAnswer(review.refusal, warnings, rules.checked);
  if (review?.errors !== undefined && review.errors.length > 0) {
    return invalidAnswer(identity, review.errors, warnings, rules.checked);
  }
  const defaulted = shown(decoded, rules);
  return {
    verdict: 'accepted',
    errors: [],
    warnings,
    defaulted,
    allocated: standIns(live, { object: defaulted, allocated: allocation?.allocated ?? [] }),
    checked: rules.checked,
  };
}

function asObject(value: JsonValue): JsonObject {
  return isObject(value) ? value : {};
}
