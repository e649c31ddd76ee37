import process from 'node:process';

import { printable } from '@fingerpost/changes';
import { toPosixPath } from 'kustomize-ts';

import type { Command, Context } from './command.ts';
import { describeError } from './describe-error.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { model } from './model.ts';
import { policyCheck } from './policy-check.ts';
import { render } from './render.ts';
import { resolve } from './resolve.ts';
import { UsageError } from './usage-error.ts';

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['render', render],
  ['diff', diff],
  ['explain', explain],
  ['policy-check', policyCheck],
  ['model', model],
  ['resolve', resolve],
]);

const HELP = new Set(['-h', '--help', 'help']);

/** Runs `fingerpost <arguments>` in the working folder of the process; returns the exit code. */
export function main(args: readonly string[]): number {
  // A reader that goes away early (`| head`) is no error.
  process.stdout.on('error', (error: Error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
  });
  const context: Context = {
    directory: toPosixPath(process.cwd()),
    out: (text) => void process.stdout.write(text),
    err: (text) => void (text === '' || process.stderr.write(text)),
    colour: wantsColour(),
  };
  return runFingerpost(args, context);
}

/** Runs `fingerpost <arguments>`; returns the exit code. Errors for users end as a line. */
export function runFingerpost(args: readonly string[], context: Context): number {
  try {
    return dispatch(args, context);
  } catch (error) {
    const [name = ''] = args;
    const hint =
      error instanceof UsageError && COMMANDS.has(name) ? ` (fingerpost ${name} -h)` : '';
    context.err(`${describeError(error)}${hint}\n`);
    return 2;
  }
}

function dispatch(args: readonly string[], context: Context): number {
  const [name, ...rest] = args;
  if (name === undefined) {
    context.err(usage());
    return 2;
  }
  const command = COMMANDS.get(HELP.has(name) ? (rest[0] ?? '') : name);
  if (HELP.has(name) || (command && rest.some((argument) => HELP.has(argument)))) {
    context.out(command?.usage ?? usage());
    return 0;
  }
  if (!command) {
    throw new UsageError(
      `there is no command ${printable(name)}; choose one of ${[...COMMANDS.keys()].join(', ')}, or fingerpost help`,
    );
  }
  return command.run(rest, context);
}

function usage(): string {
  const commands = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(13)} ${summary}\n`);
  return `fingerpost COMMAND\n\n${commands.join('')}\nfingerpost help COMMAND, or COMMAND -h, says more.\n`;
}

/** NO_COLOR and a pipe count; FORCE_COLOR does not, because Nx always sets it. */
function wantsColour(): boolean {
  return process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}
