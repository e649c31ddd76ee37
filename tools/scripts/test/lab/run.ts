/**
 * What is promised of the lab, command by command as a person runs them, in a lab of its own beside one that may run here.
 * `nx run lab:smoke`: two nodes, dev, verify, in a few minutes. `nx run lab:test [--rounds N]`: everything. Needs root.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { openCopy } from '../../proof/copy.ts';
import { takeTurn } from './turn.ts';

/** Read by every command that is started from here. */
process.env['FINGERPOST_LAB'] = '/var/lib/fingerpost-lab-test';
const LAB = 'tools/lab/src/main.ts';
const LEFT = 'tools/lab/test/left.ts';
/** What this machine is like without the lab. */
const REMEMBERED = path.join(tmpdir(), `fingerpost-lab-${process.pid}.json`);
const FINGERPOST = 'tools/scripts/bin/fingerpost.js';
const VERIFY = [FINGERPOST, 'verify', '--context', 'fingerpost-lab', '--env', 'dev'];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PROXIES = ['iptables', 'nftables'] as const;

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '10' },
  },
});

await takeTurn((line) => process.stdout.write(`${line}\n`));
let failures = 0;
let interrupted = false;
// Whoever is asked to end tears the lab down first.
for (const signal of SIGNALS) {
  process.on(signal, () => {
    interrupted = true;
  });
}
try {
  await run(LAB, 'down');
  await run(LEFT, '--remember', REMEMBERED);
  if (values.smoke) await smoke();
  else await everything(Number(values.rounds));
} finally {
  await runAnyway(process.cwd(), [LAB, 'down']);
  await run(LEFT, '--compare', REMEMBERED);
  rmSync(REMEMBERED, { force: true });
}
if (interrupted) process.stdout.write('interrupted\n');
else process.stdout.write(failures === 0 ? 'nothing failed\n' : `${failures} commands failed\n`);
process.exitCode = failures === 0 && !interrupted ? 0 : 1;

async function smoke(): Promise<void> {
  await run(LAB, 'up');
  await run(LAB, 'deploy', '--env', 'dev');
  await run(...VERIFY, '--probe');
  await run(LAB, 'deploy', '--env', 'prod', '--dry-run');
}

async function everything(rounds: number): Promise<void> {
  for (const proxy of PROXIES) {
    await run(LAB, 'up', '--proxy', proxy);
    await run(LAB, 'deploy', '--env', 'dev');
    await run(...VERIFY, '--probe', '--disruptive');
    await run(FINGERPOST, 'diff', '--live', '--context', 'fingerpost-lab', '--env', 'dev');
    await run(LAB, 'deploy', '--env', 'prod', '--dry-run');
    await run('tools/scripts/proof/main.ts', '--proxy', proxy);
    await keepInZone();
    await down();
  }
  await run(LAB, 'up');
  await run('tools/scripts/test/lab-argo/run.ts');
  await down();
  await run('tools/lab/test/differential-netpol.ts');
  await run('tools/lab/test/teardown.ts');
  for (let round = 1; round <= rounds; round++) {
    process.stdout.write(`round ${round} of ${rounds}\n`);
    await run(LAB, 'up', '--proxy', PROXIES[round % 2] ?? 'iptables');
    await run(LAB, 'deploy', '--env', 'dev');
    await run(...VERIFY);
    await down();
  }
}

/** Traffic that prefers its zone, which dev does not ask for: deployed from a copy, and measured. */
async function keepInZone(): Promise<void> {
  const copy = openCopy();
  try {
    const find = 'spec:\n  type: ClusterIP\n';
    const replace = `${find}  trafficDistribution: PreferSameZone\n`;
    copy.edit([{ file: 'base/patterns/cluster-ip/service.yaml', find, replace }]);
    await runIn(copy.root, [LAB, 'deploy', '--env', 'dev']);
    await runIn(copy.root, [...VERIFY, '--probe']);
  } finally {
    copy.remove();
  }
}

/** Removes the lab, and looks by other means than its own whether it is gone. */
async function down(): Promise<void> {
  await run(LAB, 'down');
  await run(LEFT, '--compare', REMEMBERED);
}

/** Runs a command to its end, whether or not one before it failed, unless somebody said stop. */
async function run(...command: readonly string[]): Promise<void> {
  await runIn(process.cwd(), command);
}

async function runIn(folder: string, command: readonly string[]): Promise<void> {
  if (!interrupted) await runAnyway(folder, command);
}

/** Runs a command to its end, and prints how long it took. */
async function runAnyway(
  folder: string,
  [program = '', ...words]: readonly string[],
): Promise<void> {
  const begun = performance.now();
  process.stdout.write(`\n$ ${[program, ...words].join(' ')}\n`);
  // Nx asks for colours, whatever it writes to.
  const env = { ...process.env, FORCE_COLOR: undefined };
  const child = spawn(process.execPath, [path.resolve(program), ...words], {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stop = () => child.kill('SIGTERM');
  if (!interrupted) for (const signal of SIGNALS) process.once(signal, stop);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  for (const signal of SIGNALS) process.off(signal, stop);
  const took = ((performance.now() - begun) / 1000).toFixed(1);
  const load = loadavg()[0]?.toFixed(1);
  process.stdout.write(`${code === 0 ? 'ok' : `FAILED with ${code}`}  ${took} s  load ${load}\n`);
  if (code !== 0) failures += 1;
}
