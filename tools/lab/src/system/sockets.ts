import { readFileSync } from 'node:fs';

const LISTEN = '0A';

/** Whether something listens on a TCP port, from the text of /proc/PID/net/tcp or tcp6: local address, remote, state, in hexadecimal. */
export function hasListener(table: string, port: number): boolean {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').some((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return state === LISTEN && local?.endsWith(ending) === true;
  });
}

/** Whether something listens on a TCP port in the network namespace of a process. */
export function isListening(pid: number, port: number): boolean {
  return ['tcp', 'tcp6'].some((family) => {
    try {
      return hasListener(readFileSync(`/proc/${pid}/net/${family}`, 'utf8'), port);
    } catch {
      return false;
    }
  });
}
