import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { buildPrograms, findProgram } from '../../build/programs.ts';
import { LabError } from '../../lab-error.ts';
import { inLab, kubeconfigFile } from '../../paths.ts';
import { importAgnhost } from './agnhost-image.ts';
import { readReport } from './specs.ts';
import type { GinkgoReport } from './specs.ts';

/** More than three times what all of it takes on two busy cores. */
const TIMEOUT = '24m';

/**
 * Runs the NetworkPolicy part of the upstream end-to-end suite against the lab, which has to be up with two nodes:
 * `nx run lab:netpol-e2e [--focus REGEXP]`. Ends with 1 unless all specs that ran have passed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { focus: { type: 'string', default: 'Netpol' } } });
  await buildPrograms(['e2e'], say);
  const folder = await mkdtemp(path.join(tmpdir(), 'netpol-e2e-'));
  try {
    await importAgnhost(folder);
    const log = inLab('logs', 'netpol-e2e.log');
    say(`the suite runs; all that it says is in ${log}`);
    const report = path.join(folder, 'report.json');
    const begun = performance.now();
    await runSuite(await suiteArguments(folder, report, values.focus), log);
    const reports: readonly GinkgoReport[] = JSON.parse(await readFile(report, 'utf8'));
    const { passed, failed } = readReport(reports);
    for (const { name, message } of failed) process.stdout.write(`failed: ${name}: ${message}\n`);
    const seconds = Math.round((performance.now() - begun) / 1000);
    const load = loadavg().map((one) => one.toFixed(1));
    process.stdout.write(
      `${passed.length} passed, ${failed.length} failed in ${seconds} s, load ${load.join(' ')}\n`,
    );
    process.exitCode = failed.length === 0 && passed.length > 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function suiteArguments(folder: string, report: string, focus: string): Promise<string[]> {
  const kubectl = path.join(folder, 'kubectl');
  await symlink(findProgram('hyper', 'hyper'), kubectl);
  return [
    ...['--kubeconfig', kubeconfigFile()],
    ...['--provider', 'local'],
    ...['--kubectl-path', kubectl],
    ...['--num-nodes', '2'],
    // Whatever filters SCTP is not there: this kernel may not have the protocol.
    ...['--ginkgo.focus', focus, '--ginkgo.skip', 'SCTP'],
    ...['--ginkgo.no-color', '--ginkgo.v'],
    `--ginkgo.timeout=${TIMEOUT}`,
    `--ginkgo.json-report=${report}`,
  ];
}

/** Whatever it ends with: the report says more. */
async function runSuite(args: readonly string[], log: string): Promise<void> {
  const suite = spawn(findProgram('e2e', 'e2e.test'), args, {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stop = (): void => {
    suite.kill('SIGINT');
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  let count = 0;
  createInterface(suite.stdout).on('line', (line) => {
    // How Ginkgo begins the line that ends a spec.
    if (!line.startsWith('• [')) return;
    count += 1;
    say(`${count} ${line}`);
  });
  await pipeline(suite.stdout, createWriteStream(log));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  process.stderr.write(`netpol-e2e: ${error.message}\n`);
  process.exitCode = 1;
}
