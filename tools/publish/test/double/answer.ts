import type { Json, JsonObject } from './json.ts';
import type { Actor } from './state/account.ts';
import type { Hub } from './state/hub.ts';
import type { Repository } from './state/repository.ts';

/** A request that is a known operation, with all that a handler may need. */
export interface Call {
  readonly hub: Hub;
  readonly repository: Repository;
  readonly actor: Actor;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  readonly url: URL;
}

export interface Answer {
  readonly status: number;
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (call: Call) => Answer;

const DOCUMENTATION = 'https://docs.github.com/rest';

/** Ends a request with one of GitHub's error answers. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string, errors?: readonly Json[]) {
    super(message);
    const body = { message, documentation_url: DOCUMENTATION, status: String(status) };
    this.answer = { status, body: errors === undefined ? body : { ...body, errors } };
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');

export const invalid = (resource: string, message: string, field?: string): Refusal =>
  new Refusal(422, 'Validation Failed', [
    { resource, code: 'custom', ...(field !== undefined && { field }), message },
  ]);

/** One page of a list, with the links to the others: 30 items unless `per_page` says another number up to 100. */
export function page(call: Call, items: readonly Json[], key?: string): Answer {
  const size = Math.min(100, Math.max(1, Number(call.query.get('per_page') ?? 30)));
  const at = Math.max(1, Number(call.query.get('page') ?? 1));
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (number: number, relation: string): string => {
    const url = new URL(call.url);
    url.searchParams.set('page', String(number));
    return `<${url.href}>; rel="${relation}"`;
  };
  const links = [
    ...(at > 1 ? [link(at - 1, 'prev'), link(1, 'first')] : []),
    ...(at < last ? [link(at + 1, 'next'), link(last, 'last')] : []),
  ];
  const part = items.slice((at - 1) * size, at * size);
  return {
    status: 200,
    body: key === undefined ? part : { total_count: items.length, [key]: part },
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
}
