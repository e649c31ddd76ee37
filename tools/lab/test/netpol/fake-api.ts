import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { KubeConfig } from '@kubernetes/client-node';
import type { JsonObject } from 'kustomize-ts';

/** An API server that says what a test tells it to say, one connection after the other. */
export interface FakeApi {
  readonly config: KubeConfig;
  /** The next connection that a client makes. */
  accept(): Promise<FakeConnection>;
  close(): void;
}

export interface FakeConnection {
  /** The query of the request. */
  readonly query: URLSearchParams;
  /** Sends events of a watch. */
  send(...events: readonly JsonObject[]): void;
  /** Answers with a status that is no success. */
  refuse(status: number): void;
  /** Ends the watch, as a server does now and then. */
  end(): void;
  /** Breaks the connection. */
  cut(): void;
}

export async function startFakeApi(): Promise<FakeApi> {
  const waiting: ((connection: FakeConnection) => void)[] = [];
  const made: FakeConnection[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const connection = connectionOf(searchParams, response);
    const next = waiting.shift();
    if (next) next(connection);
    else made.push(connection);
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'fake', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
    { name: 'tester' },
  );
  return {
    config,
    accept: () => {
      const known = made.shift();
      return known
        ? Promise.resolve(known)
        : new Promise((resolve) => {
            waiting.push(resolve);
          });
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function connectionOf(query: URLSearchParams, response: ServerResponse): FakeConnection {
  return {
    query,
    send: (...events) => {
      for (const event of events) response.write(`${JSON.stringify(event)}\n`);
    },
    refuse: (status) => {
      response.writeHead(status);
      response.end();
    },
    end: () => response.end(),
    cut: () => response.destroy(),
  };
}
