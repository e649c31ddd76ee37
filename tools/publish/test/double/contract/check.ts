import { isObject, objectAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Found, Operation } from './operation.ts';
import { resolve } from './slice.ts';
import { findFault } from './validate.ts';

/**
 * GitHub says of all operations together, and not of each, that they may answer so: its page "Troubleshooting the REST
 * API" and "Rate limits for the REST API".
 */
const EVERYWHERE = new Set([401, 403, 404, 429, 500, 502, 503, 504]);

/** Answers that GitHub gives and its description leaves out, each with where it was seen. */
const UNDOCUMENTED = new Set([
  // "No commit found for SHA: ..." and "Invalid request." of checks that name an unknown commit or too many annotations.
  'checks/create 422',
  'checks/update 422',
]);

const BASIC_ERROR: JsonObject = { $ref: '#/components/schemas/basic-error' };

/** What is not documented in the query, the path or the body of a request. */
export function checkRequest(
  { operation, parameters }: Found,
  query: URLSearchParams,
  body: Json | undefined,
): string[] {
  const { id } = operation;
  const violations: string[] = [];
  for (const [name, value] of query) {
    const parameter = findParameter(operation, 'query', name);
    if (parameter === undefined) violations.push(`${id} request: unknown query parameter ${name}`);
    else violations.push(...checkParameter(id, parameter, value));
  }
  for (const [name, value] of Object.entries(parameters)) {
    const parameter = findParameter(operation, 'path', name);
    if (parameter !== undefined) violations.push(...checkParameter(id, parameter, value));
  }
  return [...violations, ...checkBody(operation, body)];
}

function checkBody({ id, description }: Operation, body: Json | undefined): string[] {
  const request = resolve(description['requestBody']);
  const schema = objectAt(objectAt(request, 'content'), 'application/json')['schema'];
  if (!isObject(schema)) return body === undefined ? [] : [`${id} request: takes no body`];
  if (body === undefined) return request['required'] === true ? [`${id} request: no body`] : [];
  const fault = findFault(schema, body, 'request');
  return fault === undefined ? [] : [`${id} request body: ${fault}`];
}

function findParameter(operation: Operation, place: string, name: string): JsonObject | undefined {
  return operation.parameters.find((item) => item['in'] === place && item['name'] === name);
}

function checkParameter(id: string, parameter: JsonObject, text: string): string[] {
  const schema = objectAt(parameter, 'schema');
  const fault = findFault(schema, readParameter(schema['type'], text), 'request');
  return fault === undefined
    ? []
    : [`${id} request: parameter ${String(parameter['name'])}: ${fault}`];
}

function readParameter(type: Json | undefined, text: string): Json {
  if ((type === 'integer' || type === 'number') && /^-?\d+$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** What is not documented in an answer. */
export function checkResponse(
  operation: Operation,
  status: number,
  body: Json | undefined,
): string[] {
  const { id, description } = operation;
  const documented = objectAt(description, 'responses')[String(status)];
  if (documented === undefined && !EVERYWHERE.has(status) && !UNDOCUMENTED.has(`${id} ${status}`)) {
    return [`${id} response: status ${status} is not documented`];
  }
  const content = objectAt(resolve(documented), 'content');
  const schema = objectAt(content, 'application/json')['schema'] ?? otherwise(status);
  if (!isObject(schema)) {
    if (body === undefined) return [];
    // Of some refusals only the words are documented: they have the body that all have.
    const fault =
      status < 400 ? 'has no documented body' : findFault(BASIC_ERROR, body, 'response');
    return fault === undefined ? [] : [`${id} response ${status}: ${fault}`];
  }
  const fault = findFault(schema, body, 'response');
  return fault === undefined ? [] : [`${id} response ${status}: ${fault}`];
}

/** Some errors are documented without their body: it is that of all the others. */
function otherwise(status: number): JsonObject | undefined {
  return status >= 400 ? BASIC_ERROR : undefined;
}
