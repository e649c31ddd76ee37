import process from 'node:process';
import { parseArgs } from 'node:util';

import { plural } from '@fingerpost/text';
import { KustomizeError } from 'kustomize-ts';

import { collectDefinitions } from './build/definitions.ts';
import { buildPrograms, findPrograms } from './build/programs.ts';
import { PROXY_MODES } from './config/kube-proxy.ts';
import type { ProxyMode } from './config/kube-proxy.ts';
import { deploy } from './deploy/deploy.ts';
import { dryRun } from './deploy/dry-run.ts';
import { down } from './down/down.ts';
import { makeImages } from './image/images.ts';
import { LabError } from './lab-error.ts';
import { passToKubectl } from './kubectl.ts';
import { formatStatus, status } from './status.ts';
import { assertReady } from './system/preflight.ts';
import { up } from './up/up.ts';
import { assertUp } from './up/use.ts';

const USAGE = `nx run lab:build [MODULE...]   build the programs and images of the lab
nx run lab:up [--nodes N] [--proxy iptables|nftables] [--control-plane-only]
nx run lab:deploy --env E [--dry-run]
nx run lab:status
nx run lab:kubectl -- ARGUMENTS
nx run lab:down
`;

type Run = (args: readonly string[]) => Promise<void>;

const COMMANDS: ReadonlyMap<string, Run> = new Map<string, Run>([
  [
    'build',
    async (args) => {
      assertReady(true);
      await buildPrograms(args, say);
      await collectDefinitions();
      for (const { image } of await makeImages(findPrograms())) say(`image ${image}`);
    },
  ],
  [
    'up',
    async (args) => {
      const { values } = parseArgs({
        args: [...args],
        options: {
          nodes: { type: 'string', default: '2' },
          proxy: { type: 'string', default: 'iptables' },
          'control-plane-only': { type: 'boolean', default: false },
        },
      });
      const nodes = values['control-plane-only'] ? '0' : values.nodes;
      await up({
        nodes: readNodes(nodes),
        proxy: readProxy(values.proxy),
        say,
      });
    },
  ],
  [
    'down',
    async () => {
      await down({ say });
    },
  ],
  [
    'deploy',
    async (args) => {
      const { values } = parseArgs({
        args: [...args],
        options: { env: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
      });
      if (values.env === undefined) throw new LabError('--env says which environment: --env dev');
      assertUp();
      await buildMissing();
      const options = { repository: process.cwd(), environment: values.env, say };
      const { objects, warnings, hooks } = await (values['dry-run'] ? dryRun : deploy)(options);
      for (const { job, outcome } of hooks) process.stdout.write(`hook ${job} ${outcome}\n`);
      for (const warning of warnings) process.stdout.write(`warning: ${warning}\n`);
      process.stdout.write(`${objects} objects accepted, ${plural(warnings.length, 'warning')}\n`);
      if (hooks.some(({ outcome }) => outcome !== 'succeeded')) process.exitCode = 1;
    },
  ],
  [
    'status',
    async () => {
      process.stdout.write(formatStatus(await status()));
    },
  ],
  [
    'kubectl',
    async (args) => {
      assertUp();
      process.exitCode = await passToKubectl(args);
    },
  ],
]);

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS.get(name);
if (command === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  try {
    await command(args);
  } catch (error) {
    if (process.env['FINGERPOST_DEBUG'] === '1' || !isForPeople(error)) throw error;
    process.stderr.write(`lab ${name}: ${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Errors that say what to do; of others a developer needs the trace. */
function isForPeople(error: unknown): error is Error {
  if (error instanceof LabError || error instanceof KustomizeError) return true;
  return error instanceof TypeError && 'code' in error;
}

function readNodes(text: string): number {
  if (!/^\d+$/.test(text)) throw new LabError(`--nodes: a number, not '${text}'`);
  return Number(text);
}

function readProxy(text: string): ProxyMode {
  const mode = PROXY_MODES.find((known) => known === text);
  if (mode === undefined) throw new LabError(`--proxy: ${PROXY_MODES.join(' or ')}, not ${text}`);
  return mode;
}

/** The programs of this checkout: others than those that the lab was started with, if their sources changed since. */
async function buildMissing(): Promise<void> {
  await buildPrograms([], (line) => {
    if (!line.endsWith('built before')) say(line);
  });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
