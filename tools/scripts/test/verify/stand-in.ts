import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';

import type { ExecutionContext } from 'ava';

/** What a server answered, by request. */
export interface Recording {
  /** Where it comes from. */
  readonly origin: string;
  readonly answers: Readonly<Record<string, RecordedAnswer>>;
}

export interface RecordedAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Changes the answer to a request; undefined leaves it as it is. */
export type Mutate = (request: string, answer: RecordedAnswer) => RecordedAnswer | undefined;

/** What stands for a request: method and path, and of one with a body its digest. */
export function keyOf(method: string, url: string, body: string): string {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return `${method} ${url}${body === '' ? '' : ` ${digest}`}`;
}

/** The repository whose cluster was recorded. */
export const RECORDED = path.join(import.meta.dirname, 'repository');
/** As predicted, and after edits by hand. */
export const IN_SYNC = readRecording('in-sync');
export const EDITED = readRecording('edited');

function readRecording(name: string): Recording {
  const file = path.join(import.meta.dirname, `${name}.json`);
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Recording;
}

/**
 * Plays a recording on loopback until the test is over; what was not recorded is answered with 500.
 * Returns the path of a kubeconfig for it.
 */
export async function playRecording(
  t: Pick<ExecutionContext, 'teardown'>,
  { answers }: Recording,
  mutate: Mutate = () => undefined,
): Promise<string> {
  const server = await listen((request, body) => {
    const recorded = Object.hasOwn(answers, request) ? answers[request] : undefined;
    const answer = recorded ?? {
      status: 500,
      body: { kind: 'Status', message: `not recorded: ${request} ${body}` },
    };
    return Promise.resolve(mutate(request, answer) ?? answer);
  });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-verify-'));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return writeKubeConfig(folder, portOf(server));
}

/** An HTTP server on loopback that answers requests by their keys. */
export async function listen(
  answer: (
    request: string,
    body: string,
    incoming: http.IncomingMessage,
  ) => Promise<RecordedAnswer>,
): Promise<http.Server> {
  const server = http.createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const key = keyOf(incoming.method ?? '', incoming.url ?? '', text);
      void (async () => {
        const { status, body } = await answer(key, text, incoming);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      })();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}

export function portOf(server: http.Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Plain HTTP, which only a cluster on loopback may speak. */
export function writeKubeConfig(folder: string, port: number): string {
  const file = path.join(folder, 'kubeconfig');
  const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'recorded', cluster }],
    users: [{ name: 'reader', user: {} }],
    contexts: [{ name: 'recorded', context: { cluster: 'recorded', user: 'reader' } }],
    'current-context': 'recorded',
  };
  fs.writeFileSync(file, JSON.stringify(config));
  return file;
}
