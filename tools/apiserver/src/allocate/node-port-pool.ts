/** Hands out node ports, and says why one cannot be had. */
export interface NodePortPool {
  /** Takes a port that is asked for; a text is what is wrong with it. */
  take(port: number): string | undefined;
  /** Takes any port. */
  next(): number;
}

const LOWEST = 30_000;
const HIGHEST = 32_767;

/**
 * A pool in which some ports are gone. In a dry run the range is not looked at, and what is handed out lies above it. Source: pkg/registry/core/service/portallocator.
 */
export function nodePortPool(gone: Iterable<number>, isDryRun: boolean): NodePortPool {
  const taken = new Set(gone);
  let highest = HIGHEST + 1;
  const add = (port: number): void => {
    taken.add(port);
    highest = Math.max(highest, port);
  };
  for (const port of taken) add(port);
  return {
    take(port) {
      if (!isDryRun && (port < LOWEST || port > HIGHEST)) {
        return `provided port is not in the valid range. The range of valid ports is ${LOWEST}-${HIGHEST}`;
      }
      if (taken.has(port)) return 'provided port is already allocated';
      add(port);
      return undefined;
    },
    next() {
      const port = highest + 1;
      add(port);
      return port;
    },
  };
}
