import { mkdirSync, readFileSync } from 'node:fs';
import { request } from 'node:https';

import type { Programs } from '../build/programs.ts';
import { CLUSTER_DOMAIN, CONTROL, CONTROL_ADDRESS, POD_CIDR, SERVICE_CIDR } from '../layout.ts';
import { inLab } from '../paths.ts';
import { assertRuns, start } from '../process/start.ts';
import { waitFor } from '../process/wait.ts';

/** An API server and its store. */
export interface ApiServer {
  readonly name: string;
  readonly port: number;
  readonly etcd: string;
  /** The store's port for clients; the next is for its peers. */
  readonly etcdPort: number;
}

const MAIN_SERVER = { name: 'kube-apiserver', port: 6443, etcd: 'etcd', etcdPort: 2379 };

/** Starts etcd and the API server; they find each other. */
export function startApiServer(programs: Programs, server: ApiServer = MAIN_SERVER): void {
  const pki = (file: string) => inLab('pki', file);
  const clients = `http://127.0.0.1:${server.etcdPort}`;
  const peers = `http://127.0.0.1:${server.etcdPort + 1}`;
  const store = inLab('run', server.etcd);
  mkdirSync(store, { recursive: true, mode: 0o700 });
  start({
    name: server.etcd,
    command: programs.hyper,
    namespace: CONTROL,
    args: [
      'etcd',
      '--name=lab',
      `--data-dir=${store}`,
      `--listen-client-urls=${clients}`,
      `--advertise-client-urls=${clients}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=lab=${peers}`,
      // What is in it ends with the lab.
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
  });
  start({
    name: server.name,
    command: programs.hyper,
    namespace: CONTROL,
    args: [
      'kube-apiserver',
      `--etcd-servers=${clients}`,
      `--bind-address=${CONTROL_ADDRESS}`,
      `--advertise-address=${CONTROL_ADDRESS}`,
      `--secure-port=${server.port}`,
      `--service-cluster-ip-range=${SERVICE_CIDR}`,
      '--allow-privileged=true',
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      `--client-ca-file=${pki('ca.crt')}`,
      `--tls-cert-file=${pki('apiserver.crt')}`,
      `--tls-private-key-file=${pki('apiserver.key')}`,
      `--cert-dir=${inLab('run', server.name)}`,
      `--kubelet-client-certificate=${pki('apiserver-kubelet-client.crt')}`,
      `--kubelet-client-key=${pki('apiserver-kubelet-client.key')}`,
      `--kubelet-certificate-authority=${pki('ca.crt')}`,
      '--kubelet-preferred-address-types=InternalIP',
      `--service-account-issuer=https://kubernetes.default.svc.${CLUSTER_DOMAIN}`,
      `--service-account-key-file=${pki('sa.pub')}`,
      `--service-account-signing-key-file=${pki('sa.key')}`,
      `--requestheader-client-ca-file=${pki('ca.crt')}`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-username-headers=X-Remote-User',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      `--proxy-client-cert-file=${pki('front-proxy-client.crt')}`,
      `--proxy-client-key-file=${pki('front-proxy-client.key')}`,
      '--profiling=false',
    ],
  });
}

/** Waits until the API server is ready, with its roles written: controllers that start earlier give up. */
export async function awaitApiServer(port: number): Promise<void> {
  await waitFor('the API server is ready', 120_000, () => {
    assertRuns('etcd');
    assertRuns('kube-apiserver');
    return isReady(port);
  });
}

/** Starts the controllers and the scheduler. */
export function startControllers(programs: Programs): void {
  const access = (name: string) => {
    const file = inLab('config', `${name}.kubeconfig`);
    return [
      `--kubeconfig=${file}`,
      `--authentication-kubeconfig=${file}`,
      `--authorization-kubeconfig=${file}`,
      '--bind-address=127.0.0.1',
      `--cert-dir=${inLab('run', name)}`,
      '--leader-elect=false',
    ];
  };
  start({
    name: 'kube-controller-manager',
    command: programs.hyper,
    namespace: CONTROL,
    args: [
      'kube-controller-manager',
      ...access('kube-controller-manager'),
      '--use-service-account-credentials',
      // Each controller asks for a token before it starts: at the usual rate that takes ten seconds.
      '--kube-api-qps=400',
      '--kube-api-burst=800',
      `--service-account-private-key-file=${inLab('pki', 'sa.key')}`,
      `--root-ca-file=${inLab('pki', 'ca.crt')}`,
      `--cluster-signing-cert-file=${inLab('pki', 'ca.crt')}`,
      `--cluster-signing-key-file=${inLab('pki', 'ca.key')}`,
      // It makes the folder, and looks for nothing in it.
      `--flex-volume-plugin-dir=${inLab('run', 'volumeplugins')}`,
      // Each node's pods have the range that its network was configured with.
      '--allocate-node-cidrs=false',
      `--cluster-cidr=${POD_CIDR}`,
      `--service-cluster-ip-range=${SERVICE_CIDR}`,
    ],
  });
  start({
    name: 'kube-scheduler',
    command: programs.hyper,
    namespace: CONTROL,
    args: ['kube-scheduler', ...access('kube-scheduler')],
  });
}

function isReady(port: number): Promise<boolean> {
  const pem = (file: string) => readFileSync(inLab('pki', file));
  return new Promise((resolve) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path: '/readyz',
        ca: pem('ca.crt'),
        cert: pem('admin.crt'),
        key: pem('admin.key'),
        agent: false,
        timeout: 5000,
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
