import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';

import { targetOf } from '../process/list.ts';

/** Where programs of the nodes write outside of the lab's folder: none of these can be configured. */
export interface OutsidePlaces {
  /** What each pod's network was set up as (libcni, `CacheDir`); killed pods are never struck out. */
  readonly networkResults: string;
  /** A link to the log of each container (kubelet, `ContainerLogsDir`). */
  readonly logLinks: string;
  /** Kubelet's socket for device plugins (k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1, `KubeletSocket`). */
  readonly deviceSocket: string;
}

const PLACES: OutsidePlaces = {
  networkResults: '/var/lib/cni/results',
  logLinks: '/var/log/containers',
  deviceSocket: '/var/lib/kubelet/device-plugins/kubelet.sock',
};

/** Removes what the killed programs of the lab in a folder wrote outside of it, and nothing that others did. */
export async function removeOutsideFolder(
  folder: string,
  places: OutsidePlaces = PLACES,
): Promise<void> {
  const { networkResults, logLinks, deviceSocket } = places;
  for (const file of filesIn(networkResults)) {
    if (namespaceOf(file).startsWith(`${folder}/`)) rmSync(file, { force: true });
  }
  removeEmpty(networkResults, path.dirname(networkResults));
  for (const file of filesIn(logLinks)) {
    if (targetOf(file).startsWith(`${folder}/`)) rmSync(file, { force: true });
  }
  removeEmpty(logLinks);
  if (await isRefused(deviceSocket)) rmSync(deviceSocket, { force: true });
  const devices = path.dirname(deviceSocket);
  removeEmpty(devices, path.dirname(devices));
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

/** The network namespace that a result is of: containerd keeps those of pods in its own folder. */
function namespaceOf(file: string): string {
  try {
    const { netns } = JSON.parse(readFileSync(file, 'utf8')) as { readonly netns?: unknown };
    return typeof netns === 'string' ? netns : '';
  } catch {
    return '';
  }
}

/** Whether a socket is there that nobody listens on any more. */
function isRefused(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = connect(socket);
    asked.once('connect', () => {
      asked.destroy();
      resolve(false);
    });
    asked.once('error', (error) => {
      resolve('code' in error && error.code === 'ECONNREFUSED');
    });
  });
}

/** Removes folders, the inner one first, as far as they are empty. */
function removeEmpty(...folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
  }
}
