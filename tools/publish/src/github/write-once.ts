import { isRefusal, statusOf } from './failure.ts';
import type { GitHub } from './github.ts';

const ATTEMPTS = 4;

/**
 * A write that must not happen twice. Where its answer is lost (5xx, a broken connection) or it collides with another one
 * (409), it may have happened: what it makes is read back before it is tried again.
 * `write` has to switch off the repetitions of plugin-retry: `request: ONCE`.
 */
export async function writeOnce<T>(
  github: GitHub,
  write: () => Promise<T>,
  readBack: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (attempt + 1 >= ATTEMPTS || !mayHaveHappened(error)) throw error;
      await github.pause(attempt);
      const made = await readBack();
      if (made !== undefined) return made;
    }
  }
}

/** For `request` of a write that is repeated by writeOnce alone. */
export const ONCE = { retries: 0 } as const;

function mayHaveHappened(error: unknown): boolean {
  return (statusOf(error) ?? 0) >= 500 || isRefusal(error, [409]);
}
