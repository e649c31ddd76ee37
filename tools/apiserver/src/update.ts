import type { JsonObject, JsonValue } from 'kustomize-ts';
import { standIns } from './allocate/stand-ins.ts';
import { invalidAnswer, refusedAnswer, type Answer } from './answer.ts';
import { create } from './create.ts';
import { decode, type DecodedObject } from './decode/decode.ts';
import { append } from './field/append.ts';
import { decodeGoValue } from './decode/go-value.ts';
import { toInput } from './decode/input.ts';
import { isObject, object, text } from './field/read.ts';
import type { Cluster, Refusal } from './kind.ts';
import {
  clusterOf,
  definitionsOf,
  deprecationOf,
  prepareMetadata,
  prepareNewMetadata,
  rulesOf,
  shown,
  type ClusterOptions,
  type Rules,
} from './store.ts';
import { dropDuplicateOwners } from './owner-references.ts';
import { goKind } from './schema/types.ts';
import { applyRefusal, staleRefusal } from './update/apply-problems.ts';
import { applyObject } from './update/apply.ts';
import { withWrappedIntegers } from './update/wrapped-integers.ts';
import {
  nameIsPathSegment,
  validateGenericMetadata,
  validateGenericMetadataUpdate,
} from './validate/metadata.ts';
import { recordedWarnings } from './warn/recorded.ts';

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
  const decoded = decode(options.via === 'apply' ? asApplied(after) : after, { definitions });
  if ('refusal' in decoded) {
    const deprecation = deprecationOf(decoded.target);
    return { ...refusedAnswer(decoded.refusal, deprecation, 'rules'), problems: decoded.problems };
  }
  const cluster = clusterOf(options);
  const rules = rulesOf(decoded);
  const elsewhere = differentTarget(old, decoded);
  if (elsewhere !== undefined) {
    if (options.via === 'apply') return create(after, options);
    return refusedAnswer(elsewhere, deprecationOf(decoded), rules.checked);
  }
  const refusal =
    options.via === 'put'
      ? otherUid(decoded)
      : (applyRefusal(after, decoded.go.type) ?? staleRefusal(after, groupResource(decoded)));
  if (refusal !== undefined) return refusedAnswer(refusal, deprecationOf(decoded), rules.checked);
  const live = createLive(old, rulesOf(old), cluster, options.namespace);
  if (options.via === 'apply') {
    const merged = applyObject(live.object, before, asApplied(after), decoded.go.type);
    const { custom, type } = decoded.go;
    const result = custom ? merged : asObject(decodeGoValue(toInput(merged), type, true).value);
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
    if (key === 'name' && is === '') {
      const message = `the name of the object (${was} based on URL) was undeterminable: name must be provided`;
      return { reason: 'BadRequest', code: 400, message };
    }
    if (was === is || (key === 'namespace' && (was === '' || is === ''))) continue;
    const message = `the ${key} of the object (${is}) does not match the ${key} on the ${place} (${was})`;
    return { reason: 'BadRequest', code: 400, message };
  }
  return undefined;
}

/** A UID that a manifest names is not that of the live object, which nobody knows beforehand. */
function otherUid(decoded: DecodedObject): Refusal | undefined {
  const metadata = object(decoded.object, 'metadata');
  const uid = text(metadata, 'uid');
  if (uid === '') return undefined;
  const name = text(metadata, 'name');
  const message = `Operation cannot be fulfilled on ${groupResource(decoded)} "${name}": Precondition failed: UID in precondition: ${uid}`;
  return { reason: 'Conflict', code: 409, message };
}

function groupResource({ apiVersion, go }: DecodedObject): string {
  return apiVersion.includes('/') ? `${go.resource}.${apiVersion.split('/')[0]}` : go.resource;
}

/** A manifest as server-side apply reads it. */
function asApplied(manifest: JsonObject): JsonObject {
  const go = goKind(text(manifest, 'apiVersion'), text(manifest, 'kind'));
  return go === undefined || go.custom ? manifest : withWrappedIntegers(manifest, go.type);
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
  prepareNewMetadata(decoded, namespace);
  rules.default?.(target, cluster);
  rules.admit?.(target, cluster);
  const allocation = rules.allocate?.(target, cluster);
  rules.prepare?.(target, cluster);
  return { object: shown(decoded, rules), allocated: allocation?.allocated ?? [] };
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
  const isPatch = options.via === 'apply';
  const warnings = [...deprecationOf(decoded), ...dropDuplicateOwners(target, isPatch)];
  prepareMetadata(decoded, options.namespace);
  delete object(target, 'metadata')?.['generation'];
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
    warnings: recordedWarnings(warnings),
    defaulted,
    allocated: standIns(live, { object: defaulted, allocated: allocation?.allocated ?? [] }),
    checked: rules.checked,
  };
}

function asObject(value: JsonValue): JsonObject {
  return isObject(value) ? value : {};
}
