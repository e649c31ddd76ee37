/**
 * Holds what chains of plugins answer against a real CoreDNS: `node test/corefile/differential-answers.ts [--rounds N]
 * [--blocks N] [--seed S] [--record FILE]`. Each round starts it with random server blocks, and asks all of them the same
 * questions.
 *
 * Needs, from the environment: COREDNS (the binary of CoreDNS 1.15.0). It listens on ports from 15400 on of 127.0.0.1; nobody
 * may listen on 15999. The exit code is 1 if any answer differs; answers that the model does not know are counted.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import fc from 'fast-check';
import type { Question } from '../../src/index.ts';
import { askServer } from '../dns/wire.ts';
import { comparable, corefileOf, filesIn, serverAt } from './chain-server.ts';
import { NOBODY, chains, questions } from './random-chain.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    blocks: { type: 'string', default: '16' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    record: { type: 'string' },
  },
});
const setting = process.env['COREDNS'];
if (setting === undefined) throw new Error('COREDNS has to name the binary of CoreDNS');
const binary = setting;
const seed = Number(values.seed);
const FIRST_PORT = 15_401;
const SHOWN = 10;
/** A chain that waits for nobody takes a quarter of a second for a question. */
const SLOW = 9;
const folder = mkdtempSync(path.join(tmpdir(), 'answers-'));
for (const [file, text] of filesIn(folder)) writeFileSync(file, text);

let [asked, differ, unknown] = [0, 0, 0];
const recorded: object[] = [];

/** Asks one server block all questions. */
async function compare(lines: readonly string[], corefile: string, port: number): Promise<void> {
  const server = serverAt(corefile, folder, String(port));
  const every = lines.some((line) => line.includes(NOBODY)) ? SLOW : 1;
  let shown = 0;
  for (const [index, question] of questions.entries()) {
    if (index % every !== 0 || !server) continue;
    const reply = server.answer({ ...question, client: '127.0.0.1' });
    if (reply.rcode === null && !reply.silent) {
      unknown += 1;
      continue;
    }
    asked += 1;
    const predicted = reply.silent ? undefined : comparable(reply);
    const answer = await askServer(question, port);
    const real = answer && comparable(answer);
    if (isDeepStrictEqual(real, predicted)) {
      keep(lines, question, real);
      continue;
    }
    differ += 1;
    shown += 1;
    if (shown > 2 || differ > SHOWN) continue;
    console.log(`--- ${question.name} ${question.type}\n  ${lines.join('\n  ')}`);
    console.log(`real:      ${JSON.stringify(real)}\npredicted: ${JSON.stringify(predicted)}`);
  }
}

/** Keeps some of the answers. */
function keep(lines: readonly string[], question: Question, reply: object | undefined): void {
  if (values.record !== undefined && asked % 193 === 0) recorded.push({ lines, question, reply });
}

async function startServer(corefile: string): Promise<{ stop: () => void }> {
  const main = path.join(folder, 'Corefile');
  writeFileSync(main, corefile);
  const child = spawn(binary, ['-conf', main], { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  for (let wait = 0; wait < 100 && !output.includes('linux/'); wait += 1) await setTimeout(100);
  if (!output.includes('linux/')) throw new Error(`CoreDNS does not start: ${output}\n${corefile}`);
  return { stop: () => child.kill('SIGKILL') };
}

for (let round = 0; round < Number(values.rounds); round += 1) {
  const blocks = fc
    .sample(chains, { numRuns: Number(values.blocks), seed: seed + round })
    .filter((lines) => serverAt(corefileOf([lines], folder, 1), folder, '1'));
  const corefile = corefileOf(blocks, folder, FIRST_PORT);
  const { stop } = await startServer(corefile);
  for (const [index, lines] of blocks.entries()) await compare(lines, corefile, FIRST_PORT + index);
  stop();
}
rmSync(folder, { recursive: true, force: true });
if (values.record !== undefined) {
  const text = recorded.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n');
  writeFileSync(values.record, `[\n${text}\n]\n`);
}
console.log(`seed ${seed}: ${asked} questions asked, ${differ} differ; ${unknown} are not known`);
process.exitCode = differ > 0 ? 1 : 0;
