import type { JsonObject, JsonValue } from 'kustomize-ts';
import { isObject, object, objects, text } from '../../src/field/read.ts';
import type { Recorded } from '../cluster/agreement.ts';
import type { Response } from './api-server.ts';

const SERVER_FIELDS = [
  'creationTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'uid',
];
const UID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** An answer of the server in the words of `cluster/README.md`; `manifests` are what it was asked. */
export function recordedAnswer(
  name: string,
  { code, body, warnings }: Response,
  manifests: readonly JsonObject[],
): Recorded & { readonly code?: number } {
  const said = saidValues(manifests);
  if (code < 300) {
    const defaulted = withoutServerFields(body, manifests);
    wordAllocated(defaulted, said);
    return { name, verdict: 'accepted', warnings, defaulted: withWords(defaulted, said) };
  }
  const causes = objects(object(body, 'details'), 'causes');
  return {
    name,
    verdict: 'rejected',
    reason: text(body, 'reason') || null,
    code,
    message: wordUids(text(body, 'message'), said),
    errors: causes.map((cause) => ({
      ...(cause['field'] === undefined ? {} : { field: text(cause, 'field') }),
      ...(cause['reason'] === undefined ? {} : { type: text(cause, 'reason') }),
      message: wordUids(text(cause, 'message'), said),
    })),
    warnings: warnings.map((warning) => wordUids(warning, said)),
  };
}

function withoutServerFields(body: JsonObject, manifests: readonly JsonObject[]): JsonObject {
  const { status: _, ...rest } = body;
  const metadata: JsonObject = { ...object(rest, 'metadata') };
  for (const key of SERVER_FIELDS) delete metadata[key];
  const whole = { ...rest, metadata };
  const prefix = text(metadata, 'generateName');
  const name = text(metadata, 'name');
  const named = manifests.some((manifest) => text(object(manifest, 'metadata'), 'name') !== '');
  if (prefix === '' || named) return structuredClone(whole);
  return JSON.parse(
    JSON.stringify(whole).replaceAll(JSON.stringify(name), `"${name.slice(0, -5)}<random>"`),
  ) as JsonObject;
}

/** Every text and number that stands in what the server was sent. */
function saidValues(manifests: readonly JsonValue[]): ReadonlySet<JsonValue> {
  const said = new Set<JsonValue>();
  const visit = (value: JsonValue): void => {
    if (typeof value !== 'object' || value === null) said.add(value);
    else for (const field of Object.values(value)) visit(field);
  };
  manifests.forEach(visit);
  return said;
}

function wordAllocated(target: JsonObject, said: ReadonlySet<JsonValue>): void {
  const spec = object(target, 'spec');
  if (target['kind'] !== 'Service' || spec === undefined) return;
  const wordPort = (fields: JsonObject, key: string): void => {
    if (typeof fields[key] === 'number' && !said.has(fields[key])) fields[key] = '<allocated>';
  };
  for (const port of objects(spec, 'ports')) wordPort(port, 'nodePort');
  wordPort(spec, 'healthCheckNodePort');
  const wordAddress = (value: JsonValue): JsonValue => {
    if (typeof value !== 'string' || said.has(value) || value === 'None') return value;
    return value.includes(':') ? '<allocated IPv6>' : '<allocated IPv4>';
  };
  if (spec['clusterIP'] !== undefined) spec['clusterIP'] = wordAddress(spec['clusterIP']);
  const addresses = spec['clusterIPs'];
  if (Array.isArray(addresses)) spec['clusterIPs'] = addresses.map(wordAddress);
}

function withWords(target: JsonObject, said: ReadonlySet<JsonValue>): JsonObject {
  const visit = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') {
      if (said.has(value)) return value;
      return wordUids(value.replace(/^kube-api-access-.{5}$/, 'kube-api-access-<random>'), said);
    }
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, visit(field)]));
  };
  return visit(target) as JsonObject;
}

// A difference of Go structures at the end of a message is full of what the server chose.
function wordUids(message: string, said: ReadonlySet<JsonValue>): string {
  return message
    .replace(/\n@@ [^]*$/, '…')
    .replaceAll(UID, (uid) => (said.has(uid) ? uid : '<uid>'));
}
