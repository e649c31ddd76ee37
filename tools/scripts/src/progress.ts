import process from 'node:process';

/** Shows how far a long run is. */
export interface Progress {
  /** One more step begins. */
  step(name: string): void;
  /** Takes the line away. */
  stop(): void;
}

const QUIET_MS = 500;
const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/**
 * A line on stderr that counts steps, in a terminal only and not before half a second has passed.
 * It is drawn between steps, because rendering is synchronous.
 */
export function startProgress(label: string, total: number): Progress {
  const { isTTY } = process.stderr;
  if (!isTTY || process.env['TERM'] === 'dumb') return { step: () => {}, stop: () => {} };
  let done = 0;
  let next = performance.now() + QUIET_MS;
  let drawn = false;
  return {
    step(name) {
      done++;
      const now = performance.now();
      if (now < next) return;
      next = now + REDRAW_MS;
      drawn = true;
      const line = `${label} ${done}/${total} ${name}`;
      process.stderr.write(`${CLEAR_LINE}${line.slice(0, (process.stderr.columns || 80) - 1)}`);
    },
    stop() {
      if (drawn) process.stderr.write(CLEAR_LINE);
    },
  };
}
