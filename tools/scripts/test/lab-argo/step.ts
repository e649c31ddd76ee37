import { loadavg } from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a step found, in words and with its figures. */
export type Step = () => Promise<string>;

/** Runs steps one after the other and prints a line for each; the first that fails ends the run. Returns the exit code. */
export async function runSteps(steps: readonly (readonly [string, Step])[]): Promise<number> {
  for (const [name, step] of steps) {
    const begun = performance.now();
    try {
      print('ok', begun, name, await step());
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      print('FAIL', begun, name, error.message);
      return 1;
    }
  }
  return 0;
}

function print(verdict: string, begun: number, name: string, found: string): void {
  const load = loadavg()[0]?.toFixed(0) ?? '';
  const took = `${seconds(performance.now() - begun)} s`;
  process.stdout.write(
    `${verdict.padEnd(4)} ${took.padStart(7)}  load ${load.padStart(2)}  ${name}: ${found}\n`,
  );
}

/**
 * Asks until the answer is something. Returns it, and how long that took in milliseconds.
 * @param what what is waited for, for the message
 * @param last says what was found instead, for the message
 */
export async function until<T>(
  what: string,
  limit: number,
  ask: () => Promise<T | undefined>,
  last: () => string = () => '',
): Promise<{ readonly answer: T; readonly took: number }> {
  const begun = performance.now();
  for (;;) {
    const answer = await ask();
    const took = performance.now() - begun;
    if (answer !== undefined) return { answer, took };
    if (took > limit) throw new Error(`${what}: not within ${limit / 1000} s; ${last()}`);
    await sleep(250);
  }
}

/** Milliseconds as seconds: `4.2`. */
export function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
