import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';

import { UsageError } from './usage-error.ts';

/** What a command reaches of the world. */
export interface Context {
  /** The working folder, absolute and POSIX. */
  readonly directory: string;
  /** Results. */
  out(text: string): void;
  /** Everything else: progress, notices, errors. */
  err(text: string): void;
  /** Whether results may be coloured. */
  readonly colour: boolean;
}

export interface Command {
  readonly usage: string;
  /** Returns the exit code: 0 fine, 1 differences that were asked for, 2 input that cannot be read. */
  run(args: readonly string[], context: Context): number | Promise<number>;
}

/** Nx keeps `--env` to itself, so the same option has a second name. */
export const ENVIRONMENT_OPTIONS = {
  env: { type: 'string' },
  environment: { type: 'string' },
} as const;

/** Reads the arguments of a command. Throws a UsageError that names what is wrong. */
export function readArguments<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values, overlays: positionals };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(explain(error.message), { cause: error });
  }
}

/** Node explains in several sentences; the first says what is wrong. */
function explain(message: string): string {
  const [sentence = message] = message.split(/\. |\n/, 1);
  return `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}
