import process from 'node:process';

/** The name of the lab's cluster in a kubeconfig. */
export const CONTEXT = 'fingerpost-lab';

/** The one folder of the lab on this machine, so that `down` finds it from any clone. Sockets in it need short paths. */
export function labFolder(): string {
  return process.env['FINGERPOST_LAB'] ?? '/var/lib/fingerpost-lab';
}
