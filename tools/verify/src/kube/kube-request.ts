import http from 'node:http';
import https from 'node:https';

import type { KubeConfig } from '@kubernetes/client-node';

import { ClusterError } from '../cluster-error.ts';
import { connectionError } from './kube-errors.ts';
import { firstLine } from './kube-config.ts';

/** One request to an API server. */
export interface KubeRequest {
  readonly method: 'DELETE' | 'GET' | 'PATCH';
  /** With its query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

export interface KubeResponse {
  readonly status: number;
  readonly body: string;
}

/** Connections stay open: a cluster is asked some hundred times. */
const AGENTS = {
  'http:': new http.Agent({ keepAlive: true }),
  'https:': new https.Agent({ keepAlive: true }),
};

/** Milliseconds without a byte until a request is given up. */
const PATIENCE = 30_000;

/**
 * Sends a request with the credentials of the kubeconfig, and gives what comes back as it is: the generated clients of
 * `@kubernetes/client-node` leave out fields that they do not know. Throws a ClusterError where no answer comes.
 */
export async function sendKubeRequest(
  config: KubeConfig,
  { method, path, body, contentType }: KubeRequest,
): Promise<KubeResponse> {
  const server = config.getCurrentCluster()?.server ?? '';
  const url = readUrl(server, path);
  const options: https.RequestOptions = { method, headers: {}, timeout: PATIENCE };
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const user = config.getCurrentUser()?.name ?? '';
    throw new ClusterError(
      'configuration',
      `user ${user} of the kubeconfig gives no credentials: ${firstLine(error)}; log in again, or correct the kubeconfig`,
      { cause: error },
    );
  }
  options.headers = {
    ...options.headers,
    accept: 'application/json',
    'user-agent': 'fingerpost',
    ...(body !== undefined && {
      'content-type': contentType ?? 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
  };
  const isPlain = url.protocol === 'http:';
  const { request } = isPlain ? http : https;
  // The library makes an agent of its own for a proxy.
  if (!config.getCurrentCluster()?.proxyUrl) options.agent = AGENTS[isPlain ? 'http:' : 'https:'];
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(connectionError(error, server));
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body: text });
      });
    });
    sent.on('timeout', () => {
      const message = `no answer from ${server} for ${PATIENCE / 1000} s; see whether the cluster is well`;
      sent.destroy(new ClusterError('timeout', message));
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

/** The server of a kubeconfig may have a path of its own, as behind a proxy. */
function readUrl(server: string, path: string): URL {
  try {
    return new URL(`${server.replace(/\/+$/, '')}${path}`);
  } catch (error) {
    const message = `the kubeconfig says that the server is ${server || 'nothing'}, which is no URL; correct it`;
    throw new ClusterError('configuration', message, { cause: error });
  }
}
