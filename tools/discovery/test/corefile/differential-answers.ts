/**
 * Holds what chains of plugins answer against a real CoreDNS: `node test/corefile/differential-answers.ts [--rounds N]
 * [--seed S]`. Each round starts it with random server blocks, and asks all of them the same questions.
 *
 * Needs, from the environment: COREDNS (the binary of CoreDNS 1.15.0). It listens on ports 15400 to 15420 of 127.0.0.1. The
 * exit code is 1 if any answer differs; answers that the model does not know are counted.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import fc from 'fast-check';
import {
  defaultEnvironment,
  loadCorefile,
  makeNameServer,
  readStore,
  clusterNames,
} from '../../src/index.ts';
import type { NameServer, Reply, ResourceRecord } from '../../src/index.ts';
import { askServer } from '../dns/wire.ts';
import { NOBODY, UPSTREAM, ZONES, chains, questions } from './random-chain.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    blocks: { type: 'string', default: '16' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    show: { type: 'string', default: '10' },
  },
});
const binary = process.env['COREDNS'];
if (binary === undefined) throw new Error('COREDNS has to name the binary of CoreDNS');
const seed = Number(values.seed);
const FIRST_PORT = 15_401;
const folder = mkdtempSync(path.join(tmpdir(), 'answers-'));
const files = new Map(
  Object.entries({
    ...ZONES,
    'resolv.conf': 'search dev.example example.com\nnameserver 127.0.0.1\n',
    hosts: '203.0.113.77 filed.hosts.example legacy.hosts.example\n',
  }).map(([name, text]) => [path.join(folder, name), text]),
);
for (const [file, text] of files) writeFileSync(file, text);
const names = clusterNames(readStore([], defaultEnvironment), [], [], defaultEnvironment);

const UPSTREAM_BLOCKS = `example.com:15400 {
  file ZONES/db.example.com
}
corp.example:15400 {
  file ZONES/db.corp.example
}
`.replaceAll('ZONES', folder);

function serverAt(corefile: string, port: string): NameServer {
  const loaded = loadCorefile({ path: '/Corefile', text: corefile }, files);
  if (loaded.start.result === 'failed') throw new Error(loaded.start.error);
  const upstream = (): NameServer => serverAt(corefile, '15400');
  let forwarded: NameServer | undefined;
  return makeNameServer(loaded, {
    names,
    environment: defaultEnvironment,
    port,
    upstream: ({ address }) => {
      if (address === NOBODY) return 'unreachable';
      if (address !== UPSTREAM) return undefined;
      return (question) => (forwarded ??= upstream()).answer(question);
    },
  });
}

/** What can be compared: names in lower case, of SOA records the names alone. */
function comparable({ rcode, authoritative, silent, ...sections }: Reply): object {
  const format = (records: readonly ResourceRecord[]): string[] =>
    records
      .filter(({ type }) => type !== '41' && !(type === 'SRV' && sections.answers.length === 0))
      .map(({ owner, type, ttl, value }) => {
        const shown = type === 'SOA' ? value.split(' ').slice(0, 2).join(' ') : value;
        return `${owner.toLowerCase()} ${ttl} ${type} ${shown.toLowerCase()}`;
      })
      .toSorted();
  return {
    rcode,
    authoritative,
    answers: format(sections.answers),
    authority: format(sections.authority),
    additional: format(sections.additional),
  };
}

let [asked, differ, unknown] = [0, 0, 0];
for (let round = 0; round < Number(values.rounds); round += 1) {
  const blocks = fc
    .sample(chains, { numRuns: Number(values.blocks), seed: seed + round })
    .filter((lines) => {
      const text = `.:1 {\n${lines.join('\n').replaceAll('ZONES', folder)}\n}\n`;
      return loadCorefile({ path: '/Corefile', text }, files).start.result === 'ok';
    });
  const corefile = [
    UPSTREAM_BLOCKS,
    ...blocks.map(
      (lines, index) =>
        `.:${FIRST_PORT + index} {\n  bind 127.0.0.1\n  ${lines.join('\n  ').replaceAll('ZONES', folder)}\n}\n`,
    ),
  ].join('');
  const main = path.join(folder, 'Corefile');
  writeFileSync(main, corefile);
  const child = spawn(binary, ['-conf', main], { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  for (let wait = 0; wait < 100 && !output.includes('linux/'); wait += 1) await setTimeout(100);
  if (!output.includes('linux/')) throw new Error(`CoreDNS does not start: ${output}\n${corefile}`);
  for (const [index, lines] of blocks.entries()) {
    const port = FIRST_PORT + index;
    const server = serverAt(corefile, String(port));
    let shown = 0;
    const loops = lines.some((line) => line.includes(NOBODY));
    for (const question of loops ? questions.filter((_, at) => at % 7 === round % 7) : questions) {
      const predicted = server.answer({ ...question, client: '127.0.0.1' });
      if (predicted.rcode === null && !predicted.silent) {
        unknown += 1;
        continue;
      }
      asked += 1;
      const real = predicted.silent ? undefined : await askServer(question, port);
      if (predicted.silent) continue;
      if (real && isDeepStrictEqual(comparable(real), comparable(predicted))) continue;
      differ += 1;
      shown += 1;
      if (shown > 2 || differ > Number(values.show)) continue;
      console.log(`--- ${question.name} ${question.type}\n  ${lines.join('\n  ')}`);
      console.log('real:     ', JSON.stringify(real && comparable(real)));
      console.log('predicted:', JSON.stringify(comparable(predicted)));
    }
  }
  child.kill('SIGKILL');
}
rmSync(folder, { recursive: true, force: true });
console.log(`seed ${seed}: ${asked} questions asked, ${differ} differ; ${unknown} are not known`);
process.exitCode = differ > 0 ? 1 : 0;
