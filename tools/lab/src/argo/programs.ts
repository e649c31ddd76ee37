import path from 'node:path';
import process from 'node:process';

import { PACKAGE } from '../paths.ts';
import type { Program } from '../process/start.ts';
import { messagesFile } from './messages/read-messages.ts';
import { ARGO_NAMESPACE } from './namespace.ts';

/** Ports on the loopback of the control plane's network namespace. */
export const PORTS = {
  redis: 16379,
  repoServer: 18081,
  repoServerMetrics: 18084,
  controllerMetrics: 18082,
  appSetMetrics: 18085,
  appSetProbe: 18086,
  appSetWebhook: 18087,
  notificationsMetrics: 18088,
  messages: 18089,
} as const;

/** One process of Argo CD. */
export interface ArgoProgram extends Program {
  /** It listens here when it is ready. */
  readonly port: number;
}

/** Where everything is that the programs use. Absolute paths. */
export interface ArgoPlaces {
  readonly binary: string;
  /** Debian's redis-server. */
  readonly redis: string;
  /** State and temporary files. */
  readonly folder: string;
  /** Whose server is reached from the namespace. */
  readonly kubeconfig: string;
  /** The network namespace of the control plane. */
  readonly namespace: string;
  /** A folder with git-verify-wrapper.sh, which the repo server wants in its PATH. */
  readonly tools: string;
  /** PATH of the programs. */
  readonly searchPath: string;
}

/** How often git is looked at. Argo CD's own 120 s, and 180 s for ApplicationSets, are too long for a test. */
const POLL_SECONDS = 10;

/**
 * The processes of Argo CD 3.5, its cache and who it tells, as its manifests start them but for addresses, folders and how often git is
 * looked at. Neither its API server nor Dex is one of them: nobody logs in here.
 */
export function argoPrograms(places: ArgoPlaces): readonly ArgoProgram[] {
  const { kubeconfig, namespace } = places;
  const repoServer = `127.0.0.1:${PORTS.repoServer}`;
  const common = ['--namespace', ARGO_NAMESPACE, '--kubeconfig', kubeconfig, '--loglevel', 'info'];
  return [
    {
      name: 'argo-redis',
      command: places.redis,
      args: [
        ...['--bind', '127.0.0.1', '--port', String(PORTS.redis)],
        ...['--dir', places.folder, '--save', '', '--appendonly', 'no'],
      ],
      namespace,
      port: PORTS.redis,
    },
    argo('argocd-repo-server', PORTS.repoServer, [
      ...['--loglevel', 'info', '--address', '127.0.0.1', '--port', String(PORTS.repoServer)],
      ...['--metrics-address', '127.0.0.1', '--metrics-port', String(PORTS.repoServerMetrics)],
      // Without TLS it still asks for a client authority, by default one that is not there.
      ...['--disable-tls', '--client-ca-path=', '--redis', `127.0.0.1:${PORTS.redis}`],
    ]),
    argo('argocd-application-controller', PORTS.controllerMetrics, [
      ...common,
      ...['--metrics-port', String(PORTS.controllerMetrics)],
      ...['--redis', `127.0.0.1:${PORTS.redis}`],
      ...['--repo-server', repoServer, '--repo-server-plaintext'],
    ]),
    argo('argocd-applicationset-controller', PORTS.appSetMetrics, [
      ...common,
      ...['--metrics-addr', `127.0.0.1:${PORTS.appSetMetrics}`],
      ...['--probe-addr', `127.0.0.1:${PORTS.appSetProbe}`],
      ...['--webhook-addr', `127.0.0.1:${PORTS.appSetWebhook}`],
      ...['--argocd-repo-server', repoServer, '--repo-server-plaintext'],
    ]),
    {
      name: 'argo-messages',
      command: process.execPath,
      args: [
        path.join(PACKAGE, 'src', 'argo', 'messages', 'main.ts'),
        String(PORTS.messages),
        messagesFile(),
      ],
      namespace,
      port: PORTS.messages,
    },
    argo('argocd-notifications', PORTS.notificationsMetrics, [
      ...common,
      ...['--metrics-port', String(PORTS.notificationsMetrics)],
      ...['--argocd-repo-server', repoServer, '--argocd-repo-server-plaintext'],
    ]),
  ];

  function argo(component: string, port: number, args: readonly string[]): ArgoProgram {
    return {
      name: component.replace(/^argocd/, 'argo'),
      command: places.binary,
      args,
      namespace,
      environment: { ...environmentOf(places), ARGOCD_BINARY_NAME: component },
      port,
    };
  }
}

/** One binary is all components: ARGOCD_BINARY_NAME says which. The rest is what its image has in it. */
function environmentOf({
  folder,
  tools,
  searchPath,
  kubeconfig,
}: ArgoPlaces): Record<string, string> {
  return {
    PATH: `${tools}:${searchPath}`,
    // The controller of ApplicationSets reads no other.
    KUBECONFIG: kubeconfig,
    TMPDIR: `${folder}/tmp`,
    HOSTNAME: 'fingerpost-lab-0',
    ARGOCD_CONTROLLER_REPLICAS: '1',
    ARGOCD_TLS_DATA_PATH: `${folder}/tls`,
    ARGOCD_SSH_DATA_PATH: `${folder}/ssh`,
    ARGOCD_GNUPGHOME: `${folder}/gpg/keys`,
    ARGOCD_GPG_DATA_PATH: `${folder}/gpg/source`,
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_PLUGINSOCKFILEPATH: `${folder}/plugins`,
    ARGOCD_RECONCILIATION_TIMEOUT: `${POLL_SECONDS}s`,
    ARGOCD_RECONCILIATION_JITTER: '0s',
    ARGOCD_APPLICATIONSET_CONTROLLER_REQUEUE_AFTER: `${POLL_SECONDS}s`,
  };
}
