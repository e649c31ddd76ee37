import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject } from '../field/read.ts';
import { goQuote } from '../field/go-format.ts';
import type { Refusal } from '../kind.ts';
import { goKind, kindOfResource, knowsGroup, type GoKind } from '../schema/types.ts';
import { decodeCustom } from './custom/decode-custom.ts';
import { decodeGoValue } from './go-value.ts';
import { inputKind, isInputObject, toInput, type Input, type InputObject } from './input.ts';
import type { DecodeProblem } from './problem.ts';
import { excessOf, LARGEST_BODY } from './size.ts';
import { readText } from './text.ts';

/** An object of a known kind, as the API server holds it after decoding. */
export interface DecodedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly go: GoKind;
  readonly object: JsonObject;
  /** The namespace of the request's path, if there is a path with one. */
  readonly requestNamespace: string | undefined;
}

/** A request body that is refused before anything looks at what it means. */
export interface DecodeFailure {
  readonly refusal: Refusal;
  readonly problems: readonly DecodeProblem[];
  /** What was asked for, as far as the request says. */
  readonly target: Said;
}

/** How a body is decoded. */
export interface DecodeOptions {
  /** The path of the request (`/api/v1/namespaces/shop/services`); without it the object says where it goes. */
  readonly path?: string | undefined;
  /** The CustomResourceDefinitions of the cluster, among other objects. */
  readonly definitions?: readonly JsonObject[];
  /** `Ignore` leaves out the fields that the kind does not have. Default: `Strict`. */
  readonly fieldValidation?: 'Ignore' | 'Strict';
}

/** Decodes what is sent to the API server. */
export function decode(
  body: JsonObject | string,
  { path, definitions = [], fieldValidation = 'Strict' }: DecodeOptions = {},
): DecodedObject | DecodeFailure {
  const request = path === undefined ? undefined : parsePath(path);
  const excess = excessOf(body);
  if (excess === 'large') {
    return { refusal: tooLarge, problems: [], target: { apiVersion: '', kind: '' } };
  }
  if (excess === 'deep')
    return unrecognized(interpretError('exceeded max depth'), request, body, definitions);
  const text = typeof body === 'string' ? readText(body) : { input: toInput(body), strict: [] };
  const said = 'error' in text ? undefined : saidKind(text.input);
  if (said !== undefined && 'error' in said)
    return unrecognized(said.error, request, body, definitions);
  const apiVersion = request?.apiVersion ?? said?.apiVersion ?? '';
  const kind =
    (request && kindOfResource(request.apiVersion, request.resource, definitions)) ??
    said?.kind ??
    '';
  const go = goKind(apiVersion, kind, definitions);
  if ('error' in text) return unrecognized(text.error, request, body, definitions);
  if (go === undefined) {
    const message = `no kind ${goQuote(kind)} is served for version ${goQuote(apiVersion)}`;
    const problem: DecodeProblem = { field: 'kind', kind: 'unknown-kind', message };
    const target = { apiVersion, kind };
    return { refusal: notServed(apiVersion, said, definitions), problems: [problem], target };
  }
  const target = { apiVersion, kind };
  const mismatch = checkKind(said, target, definitions);
  if (mismatch !== undefined) return cannotHandle(said, target, mismatch, []);
  const decoded =
    go.custom === undefined
      ? decodeGoValue(text.input, go.type, true)
      : decodeCustom(text.input, go.custom.schema);
  const strictErrors = [...text.strict, ...decoded.strictErrors];
  if (decoded.error !== undefined) {
    return cannotHandle(said, target, decoded.error, decoded.problems);
  }
  if (strictErrors.length > 0 && fieldValidation === 'Strict') {
    const message = `strict decoding error: ${strictErrors.join(', ')}`;
    const problems = [...text.strict.map(duplicateInText), ...decoded.problems];
    return cannotHandle(said, target, message, problems);
  }
  const object = { ...asObject(decoded.value), apiVersion, kind };
  return { apiVersion, kind, go, object, requestNamespace: request?.namespace };
}

const tooLarge: Refusal = {
  reason: 'RequestEntityTooLarge',
  code: 413,
  message: `Request entity too large: limit is ${LARGEST_BODY}`,
};

interface Said {
  readonly apiVersion: string;
  readonly kind: string;
}

interface RequestPath {
  readonly apiVersion: string;
  readonly resource: string;
  readonly namespace: string | undefined;
}

function parsePath(path: string): RequestPath | undefined {
  const parts = /^\/(?:api|apis)\/(.+?)(?:\/namespaces\/([^/]+))?\/([^/]+)$/.exec(path);
  if (parts === null) return undefined;
  const [, apiVersion = '', namespace, resource = ''] = parts;
  return { apiVersion, resource, namespace };
}

function saidKind(input: Input): Said | { readonly error: string } {
  if (!isInputObject(input)) {
    const message = `json: cannot unmarshal ${inputKind(input)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
    return { error: interpretError(message) };
  }
  const apiVersion = saidText(input, 'apiVersion');
  const kind = saidText(input, 'kind');
  if (typeof apiVersion !== 'string') return apiVersion;
  if (typeof kind !== 'string') return kind;
  if (apiVersion.split('/').length > 2) {
    return { error: `unexpected GroupVersion string: ${apiVersion}` };
  }
  return { apiVersion, kind };
}

function saidText(input: InputObject, key: string): string | { readonly error: string } {
  const value = input.entries.findLast(([name]) => name === key)?.[1] ?? '';
  if (typeof value === 'string') return value;
  const message = `json: cannot unmarshal ${inputKind(value)} into Go struct field .${key} of type string`;
  return { error: interpretError(message) };
}

function interpretError(message: string): string {
  return `couldn't get version/kind; json parse error: ${message}`;
}

// What stands in the body is taken as said; what it leaves out comes from the path.
function checkKind(
  said: Said | undefined,
  target: Said,
  definitions: readonly JsonObject[],
): string | undefined {
  const kind = said?.kind || target.kind;
  const apiVersion = said?.apiVersion || target.apiVersion;
  if (kind === target.kind && apiVersion === target.apiVersion) return undefined;
  if (goKind(apiVersion, kind, definitions) === undefined) {
    return `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`;
  }
  const from = `${versionOf(apiVersion)}.${kind}`;
  const group = target.apiVersion.includes('/') ? target.apiVersion.split(/[./]/)[0] : 'core';
  return `converting (${from}) to (${group}.${target.kind}): unknown conversion`;
}

function cannotHandle(
  said: Said | undefined,
  target: Said,
  message: string,
  problems: readonly DecodeProblem[],
): DecodeFailure {
  const kind = said?.kind || target.kind;
  const version = versionOf(said?.apiVersion || target.apiVersion);
  const text = `${kind} in version ${goQuote(version)} cannot be handled as a ${target.kind}: ${message}`;
  return { refusal: { reason: 'BadRequest', code: 400, message: text }, problems, target };
}

function unrecognized(
  error: string,
  request: RequestPath | undefined,
  body: JsonObject | string,
  definitions: readonly JsonObject[],
): DecodeFailure {
  const kind =
    (request && kindOfResource(request.apiVersion, request.resource, definitions)) ?? 'object';
  const summary = typeof body === 'string' ? ` (${summarize(body)})` : '';
  const message = `the object provided is unrecognized (must be of type ${kind}): ${error}${summary}`;
  const problem: DecodeProblem = { field: '', kind: 'wrong-type', message: error };
  const target = { apiVersion: request?.apiVersion ?? '', kind };
  return { refusal: { reason: 'BadRequest', code: 400, message }, problems: [problem], target };
}

// Source: summarizeData in apiserver/pkg/endpoints/handlers/rest.go.
function summarize(body: string): string {
  const bytes = new TextEncoder().encode(body);
  if (bytes.length === 0) return '<empty>';
  const shown = Array.from(bytes.subarray(0, 30), (byte) => byte.toString(16).padStart(2, '0'));
  return shown.join('') + (bytes.length > 30 ? ' ...' : '');
}

function notServed(
  apiVersion: string,
  said: Said | undefined,
  definitions: readonly JsonObject[],
): Refusal {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  if (!knowsGroup(group, definitions) || said?.kind === '') {
    return { reason: null, code: 404, message: '404 page not found' };
  }
  const message = 'the server could not find the requested resource';
  return { reason: 'NotFound', code: 404, message };
}

function duplicateInText(message: string): DecodeProblem {
  return { field: '', kind: 'duplicate-field', message };
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

function asObject(value: JsonValue): JsonObject {
  return isObject(value) ? value : {};
}
