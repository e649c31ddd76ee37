import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** The name of the lab's cluster in a kubeconfig. */
export const CONTEXT = 'fingerpost-lab';

const FOLDER = '/var/lib/fingerpost-lab';

/** The one folder of the lab on this machine, so that `down` finds it from any clone. An empty FINGERPOST_LAB says nothing. */
export function labFolder(): string {
  const chosen = process.env['FINGERPOST_LAB'];
  return chosen === undefined || chosen === '' ? FOLDER : path.resolve(chosen);
}

/** What tells the names of a lab in a folder of its own from those of the usual one: nothing is shared between the two. */
export function labSuffix(): string {
  const folder = labFolder();
  return folder === FOLDER
    ? ''
    : `-${createHash('sha256').update(folder).digest('hex').slice(0, 6)}`;
}

/** The kubeconfig for people and for verify: its server is on loopback. */
export function kubeconfigFile(): string {
  return path.join(labFolder(), 'kubeconfig');
}

/** A file or folder of the lab. */
export function inLab(...names: readonly string[]): string {
  return path.join(labFolder(), ...names);
}

/** Where binaries and images are kept from lab to lab. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  return path.join(base, 'fingerpost-lab');
}

/** The folder of this package: Go modules and manifests stand below it. */
export const PACKAGE = path.dirname(import.meta.dirname);
