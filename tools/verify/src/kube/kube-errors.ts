import { object, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import { ClusterError } from '../cluster-error.ts';
import type { ClusterProblem } from '../cluster-error.ts';
import { firstLine } from './kube-config.ts';
import type { KubeResponse } from './kube-request.ts';

const CERTIFICATE_PROBLEMS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired; renew it on the server',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; compare the clocks of both machines',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is signed by nobody that the kubeconfig trusts; correct certificate-authority',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for other names; correct server, or set tls-server-name in the kubeconfig',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its certificate is signed by nobody that the kubeconfig trusts; correct certificate-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is signed by nobody that the kubeconfig trusts; correct certificate-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is signed by nobody that the kubeconfig trusts; correct certificate-authority',
};

const NETWORK_PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refuses connections; see whether the cluster runs',
  ECONNRESET: 'it closed the connection; see whether the cluster is well',
  EHOSTUNREACH: 'there is no way to it; see whether the network or VPN is up',
  ENETUNREACH: 'there is no way to it; see whether the network or VPN is up',
  ENOTFOUND: 'its name does not resolve; correct the kubeconfig, or see whether the VPN is up',
  ETIMEDOUT: 'it does not answer; see whether the network or VPN is up',
};

/** An error of a connection as one line: what, why, what to do. */
export function connectionError(error: Error, server: string): ClusterError {
  if (error instanceof ClusterError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = CERTIFICATE_PROBLEMS[code] ?? NETWORK_PROBLEMS[code];
  const reason = known ?? `${firstLine(error) || code}; see whether the cluster runs`;
  return new ClusterError('connection', `${server} cannot be asked: ${reason}`, { cause: error });
}

/** What was asked, for messages: `list services.v1 in namespace backend`. */
export interface Asked {
  readonly verb: string;
  readonly resource: string;
  readonly server: string;
  /** The day on which our own certificate ended. */
  readonly expired?: string | undefined;
}

const PROBLEMS: Readonly<Record<number, ClusterProblem>> = {
  401: 'forbidden',
  403: 'forbidden',
  404: 'not-found',
  422: 'invalid',
};

/** A refusal of the server as one line. */
export function refusalError({ status, body }: KubeResponse, asked: Asked): ClusterError {
  const { verb, resource, server, expired } = asked;
  const message = statusMessage(body) || `status ${status}`;
  const problem = PROBLEMS[status] ?? 'server';
  if (status === 401) {
    const why =
      expired === undefined
        ? 'it does not accept the credentials of the kubeconfig; log in again'
        : `the client certificate of the kubeconfig ended on ${expired}; renew it`;
    return new ClusterError(problem, `${server} answers 401 Unauthorized: ${why}`);
  }
  if (status === 403) {
    const line = `not allowed to ${verb} ${resource}: ${message}; have a role bound that allows it`;
    return new ClusterError(problem, line);
  }
  return new ClusterError(problem, `cannot ${verb} ${resource}: ${message}`);
}

/** What a Status says. */
function statusMessage(body: string): string {
  try {
    const status = JSON.parse(body) as JsonObject;
    const details = object(status, 'details');
    return oneLine(text(status, 'message') || text(details, 'name'));
  } catch {
    return oneLine(body);
  }
}

function oneLine(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}...` : line;
}

/** An answer of the API. Throws a ClusterError where it is something else, as of a proxy that wants a login. */
export function parseAnswer(body: string | undefined, server: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body ?? '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as JsonObject;
    }
  } catch {
    // Said below.
  }
  const message = `${server} answers what no API server answers; correct server in the kubeconfig, or log in`;
  throw new ClusterError('server', message);
}
