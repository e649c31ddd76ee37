import type { JsonObject } from 'kustomize-ts';
import { invalidAnswer, refusedAnswer, type Answer } from './answer.ts';
import { decode, type DecodedObject } from './decode/decode.ts';
import { append } from './field/append.ts';
import { object, text } from './field/read.ts';
import type { Refusal } from './kind.ts';
import { dropDuplicateOwners } from './owner-references.ts';
import {
  clusterOf,
  definitionsOf,
  deprecationOf,
  prepareNewMetadata,
  rulesOf,
  shown,
  type ClusterOptions,
} from './store.ts';
import { dns1123Label } from './validate/common/names.ts';
import { nameIsPathSegment, validateGenericMetadata } from './validate/metadata.ts';
import { quotaRefusal } from './plugin/quota/quota.ts';
import { recordedWarnings } from './warn/recorded.ts';

/** Where an object is sent to. */
export interface CreateOptions extends ClusterOptions {
  /** The path of the request, when it is not the one that the object says. */
  readonly path?: string;
  /** The namespace of objects that name none. Default: `default`. */
  readonly namespace?: string;
}

/**
 * What the API server answers to `POST` with `dryRun=All&fieldValidation=Strict`: decoding, defaults, admission
 * plugins, validation, warnings. A text is YAML or JSON. Never throws for bad input, and never changes it.
 */
export function create(input: JsonObject | string, options: CreateOptions = {}): Answer {
  const decoded = decode(input, { path: options.path, definitions: definitionsOf(options) });
  if ('refusal' in decoded) {
    const deprecation = deprecationOf(decoded.target);
    return { ...refusedAnswer(decoded.refusal, deprecation, 'rules'), problems: decoded.problems };
  }
  return createDecoded(decoded, options);
}

function createDecoded(decoded: DecodedObject, options: CreateOptions): Answer {
  const { apiVersion, kind, go, object: target } = decoded;
  const rules = rulesOf(decoded);
  const cluster = clusterOf(options);
  const warnings = [...deprecationOf(decoded)];
  const refuse = (refusal: Refusal): Answer => refusedAnswer(refusal, warnings, rules.checked);
  const elsewhere = otherNamespace(decoded);
  if (elsewhere !== undefined) return refuse(elsewhere);
  warnings.push(...dropDuplicateOwners(target, false));
  prepareNewMetadata(decoded, options.namespace);
  rules.default?.(target, cluster);
  const metadata = object(target, 'metadata');
  const identity = { apiVersion, kind, name: text(metadata, 'name') };
  const missing = go.namespaced ? missingNamespace(text(metadata, 'namespace')) : undefined;
  if (missing !== undefined) return refuse(missing);
  const admission = rules.admit?.(target, cluster);
  append(warnings, admission?.warnings ?? []);
  if (admission?.refusal) return refuse(admission.refusal);
  const allocation = rules.allocate?.(target, cluster);
  if (allocation?.refusal) return refuse(allocation.refusal);
  if (allocation !== undefined && allocation.errors.length > 0) {
    return invalidAnswer(identity, allocation.errors, warnings, rules.checked);
  }
  rules.prepare?.(target, cluster);
  const own = rules.validate(target, cluster);
  const errors =
    own.length > 0 ? own : validateGenericMetadata(target, go.namespaced, nameIsPathSegment);
  if (errors.length > 0) return invalidAnswer(identity, errors, warnings, rules.checked);
  append(warnings, rules.warn?.(target) ?? []);
  const review = rules.review?.(target, cluster);
  append(warnings, review?.warnings ?? []);
  if (review?.refusal) return refuse(review.refusal);
  if (review?.errors !== undefined && review.errors.length > 0) {
    return invalidAnswer(identity, review.errors, warnings, rules.checked);
  }
  const refusal = quotaRefusal(decoded, cluster) ?? takenName(decoded, options.existing);
  if (refusal !== undefined) return refuse(refusal);
  return {
    verdict: 'accepted',
    errors: [],
    warnings: recordedWarnings(warnings),
    defaulted: shown(decoded, rules),
    allocated: allocation?.allocated ?? [],
    checked: rules.checked,
  };
}

function otherNamespace({
  go,
  object: target,
  requestNamespace,
}: DecodedObject): Refusal | undefined {
  const namespace = text(object(target, 'metadata'), 'namespace');
  if (!go.namespaced || requestNamespace === undefined) return undefined;
  if (namespace === '' || namespace === requestNamespace) return undefined;
  const message =
    'the namespace of the provided object does not match the namespace sent on the request';
  return { reason: 'BadRequest', code: 400, message };
}

// The admission plugin NamespaceLifecycle looks before anything is validated; a name that no namespace can have is
// not there.
function missingNamespace(namespace: string): Refusal | undefined {
  if (dns1123Label(namespace).length === 0) return undefined;
  return { reason: 'NotFound', code: 404, message: `namespaces "${namespace}" not found` };
}

function takenName(
  { apiVersion, kind, go, object: target }: DecodedObject,
  existing: readonly JsonObject[] | undefined,
): Refusal | undefined {
  const metadata = object(target, 'metadata');
  const isSame = (other: JsonObject): boolean =>
    text(other, 'kind') === kind &&
    text(other, 'apiVersion') === apiVersion &&
    ['name', 'namespace'].every(
      (key) => text(object(other, 'metadata'), key) === text(metadata, key),
    );
  if (existing?.some(isSame) !== true) return undefined;
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  const message = `${go.resource}${group} "${text(metadata, 'name')}" already exists`;
  return { reason: 'AlreadyExists', code: 409, message };
}
