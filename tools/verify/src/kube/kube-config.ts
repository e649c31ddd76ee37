import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

import { KubeConfig } from '@kubernetes/client-node';

import { ClusterError } from '../cluster-error.ts';

/** Where kubeconfigs are looked for, and which context is meant. */
export interface KubeConfigOptions {
  /** Default: the current one. */
  readonly context?: string | undefined;
  /** Default: those of the process; `KUBECONFIG` and `KUBERNETES_SERVICE_HOST` count. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the kubeconfigs that kubectl would read: those of `KUBECONFIG`, else `~/.kube/config`, else, in a pod, its
 * service account. Throws a ClusterError with what is missing.
 */
export function readKubeConfig({ context, environment }: KubeConfigOptions): KubeConfig {
  const files = kubeConfigFiles(environment);
  const config = new KubeConfig();
  if (files.length > 0) loadFiles(config, files);
  else if (environment['KUBERNETES_SERVICE_HOST']) config.loadFromCluster();
  else throw noKubeConfig(environment['KUBECONFIG']);
  chooseContext(config, context);
  return config;
}

/** The files that are there. */
function kubeConfigFiles(environment: KubeConfigOptions['environment']): readonly string[] {
  const named = environment['KUBECONFIG'];
  const home = environment['HOME'] || homedir();
  const paths = named ? named.split(delimiter).filter(Boolean) : [join(home, '.kube', 'config')];
  return paths.filter((path) => existsSync(path));
}

function noKubeConfig(named: string | undefined): ClusterError {
  const where = named ? `${named} of KUBECONFIG does not exist` : 'there is no ~/.kube/config';
  return new ClusterError(
    'configuration',
    `no kubeconfig: ${where}; set KUBECONFIG to the file that names the cluster`,
  );
}

/** As kubectl merges them: of two with the same name the first one counts. */
function loadFiles(config: KubeConfig, files: readonly string[]): void {
  for (const [index, file] of files.entries()) {
    try {
      if (index === 0) config.loadFromFile(file);
      else config.mergeConfig(readFile(file), true);
    } catch (error) {
      throw new ClusterError(
        'configuration',
        `${file}: is no kubeconfig, ${firstLine(error)}; correct it, or name another one in KUBECONFIG`,
        { cause: error },
      );
    }
  }
}

function readFile(file: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(file);
  return config;
}

function chooseContext(config: KubeConfig, wanted: string | undefined): void {
  const name = wanted ?? config.getCurrentContext();
  const names = config.getContexts().map((context) => context.name);
  const choice = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  if (!name) {
    const message = `the kubeconfig has no current context; choose one with --context (${choice})`;
    throw new ClusterError('configuration', message);
  }
  if (!names.includes(name)) {
    const message = `the kubeconfig has no context ${name}; choose another one with --context (${choice})`;
    throw new ClusterError('configuration', message);
  }
  config.setCurrentContext(name);
  const context = config.getContextObject(name);
  for (const [kind, found, called] of [
    ['cluster', config.getCurrentCluster(), context?.cluster],
    ['user', config.getCurrentUser(), context?.user],
  ] as const) {
    if (found) continue;
    const message = `context ${name} of the kubeconfig names the ${kind} ${String(called)}, which is not in it; correct the kubeconfig`;
    throw new ClusterError('configuration', message);
  }
}

/** The day on which the client certificate of the user ended; undefined while it is valid, or where there is none. */
export function expiredClientCertificate(config: KubeConfig): string | undefined {
  const { certData, certFile } = config.getCurrentUser() ?? {};
  try {
    const pem = certData ? Buffer.from(certData, 'base64') : certFile && readFileSync(certFile);
    if (!pem) return undefined;
    const { validToDate } = new X509Certificate(pem);
    return validToDate < new Date() ? validToDate.toISOString().slice(0, 10) : undefined;
  } catch {
    return undefined;
  }
}

/** The first line of an error's message, without a final dot. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n', 1)[0] ?? '').replace(/[.;]$/, '');
}
