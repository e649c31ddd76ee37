import process from 'node:process';

import { printable } from '@fingerpost/text';
import { toPosixPath } from 'kustomize-ts';

import type { Command, Context } from './command.ts';
import { describeError } from './describe-error.ts';
import { UsageError } from './usage-error.ts';

/** Commands are loaded when they run: each brings packages of its own. */
const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map([
  [
    'render',
    {
      summary: 'write the manifests of overlays',
      load: async () => (await import('./render.ts')).render,
    },
  ],
  [
    'diff',
    {
      summary: 'show what a change does to the rendered manifests',
      load: async () => (await import('./diff.ts')).diff,
    },
  ],
  [
    'explain',
    {
      summary: 'say where each value of a resource came from',
      load: async () => (await import('./explain.ts')).explain,
    },
  ],
  [
    'policy-check',
    {
      summary: 'say what is wrong with manifests, on which source line',
      load: async () => (await import('./policy-check.ts')).policyCheck,
    },
  ],
  [
    'model',
    {
      summary: 'predict DNS names, endpoints, routes and allowed connections',
      load: async () => (await import('./model.ts')).model,
    },
  ],
  [
    'resolve',
    {
      summary: 'follow one name from a pod to the pods that answer',
      load: async () => (await import('./resolve.ts')).resolve,
    },
  ],
  [
    'verify',
    {
      summary: 'hold the prediction against a live cluster',
      load: async () => (await import('./verify.ts')).verify,
    },
  ],
  [
    'pull-request',
    {
      summary: 'show what the pull request of an environment would hold',
      load: async () => (await import('./pull-request.ts')).pullRequest,
    },
  ],
  [
    'preview',
    {
      summary: 'leave what a pull request changes for report',
      load: async () => (await import('./preview.ts')).preview,
    },
  ],
  [
    'report',
    {
      summary: 'comment on a pull request with what preview left',
      load: async () => (await import('./report.ts')).report,
    },
  ],
]);

interface CommandEntry {
  /** For the list of commands. */
  readonly summary: string;
  load(): Promise<Command>;
}

const HELP = new Set(['-h', '--help', 'help']);

/** Runs `fingerpost <arguments>` in the working folder of the process; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
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
export async function runFingerpost(args: readonly string[], context: Context): Promise<number> {
  try {
    return await dispatch(args, context);
  } catch (error) {
    const [name = ''] = args;
    const hint =
      error instanceof UsageError && COMMANDS.has(name) ? ` (fingerpost ${name} -h)` : '';
    context.err(`${describeError(error)}${hint}\n`);
    return 2;
  }
}

async function dispatch(args: readonly string[], context: Context): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    context.err(usage());
    return 2;
  }
  const command = await COMMANDS.get(HELP.has(name) ? (rest[0] ?? '') : name)?.load();
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
