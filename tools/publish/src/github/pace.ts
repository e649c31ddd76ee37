import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long to wait, in milliseconds. GitHub wants a second between writes; more between those that notify people, as
 * plugin-throttling has it. https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export interface Pace {
  readonly write: number;
  readonly notification: number;
  /** Multiplied with the seconds that GitHub asks for, and with (attempt + 1)² after failures. */
  readonly second: number;
}

export const GITHUB_PACE: Pace = { write: 1000, notification: 3000, second: 1000 };

/** Waits that are asked for may be as long as this, in seconds; longer ones end the run. */
const LONGEST = 300;

/** Repetitions of one request that was refused for its rate. */
const REPETITIONS = 4;

/** Options of plugin-throttling. Its own groups are shared by all clients of a process, these are not. */
export async function throttleOptions(pace: Pace, notice: (text: string) => void) {
  const { default: Bottleneck } = await import('bottleneck');
  const group = (minTime: number) => new Bottleneck.Group({ maxConcurrent: 1, minTime });
  const onLimit =
    (what: string) =>
    (seconds: number, options: object, _octokit: unknown, count: number): boolean => {
      const where = 'url' in options && typeof options.url === 'string' ? options.url : '';
      const again = seconds <= LONGEST && count < REPETITIONS;
      notice(
        `GitHub's ${what} limit is reached at ${where}: ${again ? `again in ${seconds} s` : 'given up'}`,
      );
      return again;
    };
  return {
    write: group(pace.write),
    notifications: group(pace.notification),
    retryAfterBaseValue: pace.second,
    onRateLimit: onLimit('primary'),
    onSecondaryRateLimit: onLimit('secondary'),
  };
}

/** Of plugin-retry: it leaves rates to plugin-throttling, and what will not get better alone. */
export function retryOptions(pace: Pace) {
  return {
    doNotRetry: [400, 401, 403, 404, 405, 410, 422, 429, 451],
    retryAfterBaseValue: pace.second,
  };
}

export async function pause(pace: Pace, attempt: number): Promise<void> {
  await sleep((attempt + 1) ** 2 * pace.second);
}
