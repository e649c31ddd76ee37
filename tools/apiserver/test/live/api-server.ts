import { readFileSync } from 'node:fs';
import https from 'node:https';
import process from 'node:process';
import type { JsonObject } from 'kustomize-ts';

/** What came back for one request. */
export interface Response {
  /** 0 when there was none. */
  readonly code: number;
  readonly body: JsonObject;
  /** The texts of the `Warning` headers, in order. */
  readonly warnings: readonly string[];
}

/** Sends one request; `query` without the question mark, `type` is the media type of the body. */
export type Send = (
  method: string,
  path: string,
  body?: string,
  type?: string,
) => Promise<Response>;

/** What connects to a server, for the help of the commands. */
export const CONNECTION = `Environment:
  APISERVER         URL of a Kubernetes 1.36 API server that nobody else needs, https://127.0.0.1:6443
  APISERVER_CA      file with its certificate authority
  APISERVER_TOKEN   bearer token of a user in system:masters, or
  APISERVER_CERT, APISERVER_KEY   files with a client certificate and its key`;

/** Connects to the server that the environment names; undefined when it names none. */
export function connect(): Send | undefined {
  const {
    APISERVER: url,
    APISERVER_CA: ca,
    APISERVER_TOKEN: token,
    APISERVER_CERT: cert,
    APISERVER_KEY: key,
  } = process.env;
  if (url === undefined) return undefined;
  const agent = new https.Agent({
    keepAlive: true,
    maxSockets: 16,
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    ...(cert === undefined ? {} : { cert: readFileSync(cert) }),
    ...(key === undefined ? {} : { key: readFileSync(key) }),
  });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (method, path, body, type = 'application/json') =>
    new Promise((resolve, reject) => {
      const headers = { ...authorization, ...(body === undefined ? {} : { 'content-type': type }) };
      const request = https.request(new URL(path, url), { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            code: response.statusCode ?? 0,
            body: readBody(Buffer.concat(chunks).toString()),
            warnings: (response.headersDistinct['warning'] ?? []).map(warningText),
          }),
        );
      });
      // A server that fails at a request drops the connection; that is no answer, and none is asked for.
      request.on('error', (error) =>
        'code' in error && error.code === 'ECONNRESET'
          ? resolve({ code: 0, body: {}, warnings: [] })
          : reject(error),
      );
      request.end(body);
    });
}

function readBody(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    // What no API serves is answered in plain text.
    return { message: text.trim() };
  }
}

// RFC 7234: code, agent, quoted text.
function warningText(header: string): string {
  const quoted = /^\d+ \S+ "(.*)"$/s.exec(header)?.[1] ?? header;
  return quoted.replaceAll(/\\(.)/gs, '$1');
}
