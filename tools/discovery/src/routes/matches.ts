import { object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import type { RouteMatch } from './route.ts';

/** The API server refuses more than these (`HTTPRouteRule`, `GRPCRouteRule`). */
const MAX_MATCHES = 64;

const EVERYTHING: RouteMatch = {
  path: { type: 'PathPrefix', value: '/' },
  method: '',
  headers: [],
  queryParams: [],
};

/** The conditions of a rule of an HTTPRoute; without any it takes every request. */
export function httpMatches(rule: JsonObject): readonly RouteMatch[] {
  const matches = objects(rule, 'matches').slice(0, MAX_MATCHES);
  if (matches.length === 0) return [EVERYTHING];
  return matches.map((match) => {
    const path = object(match, 'path');
    return {
      path: {
        type: text(path, 'type') || 'PathPrefix',
        value: text(path, 'value') || '/',
      },
      method: text(match, 'method'),
      headers: namedValues(match, 'headers', true),
      queryParams: namedValues(match, 'queryParams', false),
    };
  });
}

/** The conditions of a rule of a GRPCRoute, whose requests have the path `/service/method`. */
export function grpcMatches(rule: JsonObject): readonly RouteMatch[] {
  const matches = objects(rule, 'matches').slice(0, MAX_MATCHES);
  if (matches.length === 0) return [EVERYTHING];
  return matches.map((match) => {
    const method = object(match, 'method');
    const type = text(method, 'type') || 'Exact';
    const service = text(method, 'service') || '*';
    const name = text(method, 'method') || '*';
    return {
      path: method ? { type, value: `/${service}/${name}` } : EVERYTHING.path,
      method: '',
      headers: namedValues(match, 'headers', true),
      queryParams: [],
    };
  });
}

/** Names of headers are the same in any case; of several with one name only the first counts. */
function namedValues(match: JsonObject, key: string, isHeader: boolean): readonly string[] {
  const values = new Map<string, string>();
  for (const entry of objects(match, key)) {
    const name = isHeader ? text(entry, 'name').toLowerCase() : text(entry, 'name');
    const sign = text(entry, 'type') === 'RegularExpression' ? '~' : '=';
    if (!values.has(name)) values.set(name, `${name}${sign}${text(entry, 'value')}`);
  }
  return [...values.values()].toSorted();
}

/** The same for matches that take the same requests. */
export function matchKey({ path, method, headers, queryParams }: RouteMatch): string {
  const value = path.type === 'PathPrefix' ? path.value.replace(/(?<=.)\/$/, '') : path.value;
  return JSON.stringify([path.type, value, method, headers, queryParams]);
}
