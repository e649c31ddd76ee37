import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Refusal } from './answer.ts';
import type { Answer, Handler } from './answer.ts';
import { authenticate, authorize } from './authenticate.ts';
import { checkRequest, checkResponse } from './contract/check.ts';
import { findOperation } from './contract/operation.ts';
import type { Exchange } from './exchange.ts';
import { takeFault } from './faults.ts';
import type { ArmedFault, Trouble } from './faults.ts';
import { readGraphql, runGraphql } from './graphql.ts';
import { isList, isObject, listAt, objectAt } from './json.ts';
import type { Json } from './json.ts';
import { appRoutes } from './routes/apps.ts';
import { checkRoutes } from './routes/checks.ts';
import { gitRoutes } from './routes/git.ts';
import { issueRoutes } from './routes/issues.ts';
import { pullRoutes } from './routes/pulls.ts';
import { repositoryRoutes } from './routes/repos.ts';
import { mergeWaiting } from './state/auto-merge.ts';
import type { Hub } from './state/hub.ts';
import type { Repository } from './state/repository.ts';
import { followBranches } from './state/merge.ts';

const ROUTES: Readonly<Record<string, Handler>> = {
  ...appRoutes,
  ...checkRoutes,
  ...gitRoutes,
  ...issueRoutes,
  ...pullRoutes,
  ...repositoryRoutes,
};

export interface Wire {
  readonly hub: Hub;
  readonly faults: ArmedFault[];
  readonly exchanges: Exchange[];
  readonly violations: string[];
  /** Changes an answer before it is checked: a mutant of the double. */
  mutate: ((operation: string, answer: Answer) => Answer) | undefined;
}

export function makeServer(wire: Wire): Server {
  const server = createServer((request, response) => {
    void respond(wire, request, response).catch((error: unknown) => {
      wire.violations.push(
        `the double failed: ${error instanceof Error ? error.stack : String(error)}`,
      );
      response.writeHead(500).end();
    });
  });
  server.keepAliveTimeout = 1000;
  server.on('connection', (socket) => socket.unref());
  return server;
}

async function respond(
  wire: Wire,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { hub } = wire;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(request.url ?? '/', hub.url);
  const method = request.method ?? 'GET';
  hub.now += 1000;
  const asked = ask(method, url, text);
  const fault = takeFault(wire.faults, asked.names);
  const isEarly = fault !== undefined && (fault.when ?? 'before') === 'before';
  const trouble = fault?.trouble;
  let answer: Answer;
  if (isEarly && (trouble?.kind === 'answer' || trouble?.kind === 'reset')) {
    wire.violations.push(...asked.violations);
    answer = trouble.kind === 'answer' ? trouble.answer : { status: 0 };
  } else {
    answer = handle(wire, asked, url, request.headers.authorization);
    if (trouble !== undefined) answer = await disturb(trouble, answer);
  }
  const { body, headers, status } = answer;
  wire.exchanges.push({
    method,
    path: url.pathname + url.search,
    operation: asked.operation,
    isWrite: asked.isWrite,
    request: asked.body,
    status,
    response: body,
    isFaulted: fault !== undefined,
  });
  if (status === 0) {
    request.socket.destroy();
    return;
  }
  const sent = body === undefined ? undefined : JSON.stringify(body);
  response.writeHead(status, {
    'x-github-request-id': String(wire.exchanges.length),
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3600),
    ...(sent !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  });
  response.end(sent);
}

async function disturb(trouble: Trouble, answer: Answer): Promise<Answer> {
  if (trouble.kind === 'answer') return trouble.answer;
  if (trouble.kind === 'reset') return { status: 0 };
  if (trouble.kind === 'slow') {
    await setTimeout(trouble.milliseconds);
    return answer;
  }
  const { body } = answer;
  const tree = isObject(body) ? body['tree'] : undefined;
  if (!isObject(body) || !isList(tree)) return answer;
  const half = tree.slice(0, Math.ceil(tree.length / 2));
  return { ...answer, body: { ...body, tree: half, truncated: true } };
}

interface Asked {
  readonly operation: string;
  readonly isWrite: boolean;
  /** What a fault may call it. */
  readonly names: readonly string[];
  readonly body: Json | undefined;
  readonly violations: readonly string[];
  /** What of an answer GitHub does not know. */
  readonly check: (answer: Answer) => readonly string[];
  readonly run: ((wire: Wire, url: URL, authorization: string | undefined) => Answer) | undefined;
}

/** What a request asks for, and what of it GitHub does not know. */
function ask(method: string, url: URL, text: string): Asked {
  let body: Json | undefined;
  try {
    body = text === '' ? undefined : (JSON.parse(text) as Json);
  } catch {
    return unknown([`${method} ${url.pathname}: the body is no JSON`], undefined);
  }
  const pathname = url.pathname.replace(/^\/api\/v3(?=\/)/, '');
  if (method === 'POST' && (pathname === '/graphql' || pathname === '/api/graphql')) {
    return askGraphql(body);
  }
  const found = findOperation(method, pathname);
  if (found === undefined) return unknown([`${method} ${pathname}: no such operation`], body);
  const { operation, parameters } = found;
  const isWrite = method !== 'GET';
  return {
    operation: operation.id,
    isWrite,
    names: [operation.id, 'any', ...(isWrite ? ['write'] : [])],
    body,
    violations: checkRequest(found, url.searchParams, body),
    check: (answer) => checkResponse(operation, answer.status, answer.body),
    run: ({ hub }, address, authorization) => {
      const actor = authenticate(hub, authorization);
      const name = `${parameters['owner']}/${parameters['repo']}`;
      const [first] = hub.repositories.values();
      const repository = parameters['repo'] === undefined ? first : hub.repositories.get(name);
      const handler = ROUTES[operation.id];
      if (repository === undefined) throw new Refusal(404, 'Not Found');
      if (handler === undefined) throw new Error(`${operation.id} has no handler`);
      authorize(actor, operation.id, isWrite);
      followBranches(hub, repository);
      const answer = handler({
        hub,
        repository,
        actor,
        operation: operation.id,
        parameters,
        query: address.searchParams,
        body: isObject(body) ? body : { list: body ?? null },
        url: address,
      });
      if (isWrite) settle(hub, [repository]);
      return answer;
    },
  };
}

function unknown(violations: readonly string[], body: Json | undefined): Asked {
  const check = (): string[] => [];
  return { operation: '', isWrite: false, names: ['any'], body, violations, check, run: undefined };
}

function askGraphql(body: Json | undefined): Asked {
  const request = readGraphql(body);
  if ('violations' in request) {
    return { ...unknown(request.violations, body), operation: 'graphql' };
  }
  const names = request.fields.map((field) => `graphql:${field}`);
  return {
    operation: names[0] ?? 'graphql',
    isWrite: request.isWrite,
    names: [...names, 'any', ...(request.isWrite ? ['write'] : [])],
    body,
    violations: [],
    check: ({ body: answer }) =>
      listAt(answer, 'errors')
        .filter(() => isObject(answer) && answer['data'] === undefined)
        .map((error) => `graphql request: ${String(objectAt({ error }, 'error')['message'])}`),
    run: ({ hub }, _, authorization) => {
      const actor = authenticate(hub, authorization);
      const repositories = [...hub.repositories.values()];
      for (const repository of repositories) followBranches(hub, repository);
      const answer = { status: 200, body: runGraphql(hub, actor, request) };
      if (request.isWrite) settle(hub, repositories);
      return answer;
    },
  };
}

/** What follows from a request: pull requests follow their branches, those that wait are merged. */
function settle(hub: Hub, repositories: readonly Repository[]): void {
  for (const repository of repositories) {
    followBranches(hub, repository);
    mergeWaiting(hub, repository);
  }
}

function handle(wire: Wire, asked: Asked, url: URL, authorization: string | undefined): Answer {
  wire.violations.push(...asked.violations);
  if (asked.run === undefined || asked.violations.length > 0) {
    const message = `Invalid request.\n\n${asked.violations.join('\n')}`;
    return new Refusal(asked.run === undefined ? 404 : 422, message).answer;
  }
  let answer: Answer;
  try {
    answer = asked.run(wire, url, authorization);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer = error.answer;
  }
  answer = wire.mutate?.(asked.operation, answer) ?? answer;
  wire.violations.push(...asked.check(answer));
  return answer;
}
