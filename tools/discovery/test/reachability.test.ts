import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { compareRows } from './reachability/compare-rows.ts';
import { readDirectory } from './reachability/read-directory.ts';

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly workloads: readonly string[];
  readonly blocks: readonly string[];
  readonly answers: readonly ('All' | readonly string[])[];
  readonly rows: readonly (readonly [from: number, to: number, answer: number])[];
}

const { cases } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'reachability', 'cases.json'), 'utf8'),
) as { cases: readonly Case[] };

test('random directories have the connections that netpol-analyzer finds', (t) => {
  for (const { name, files, workloads, blocks, answers, rows } of cases) {
    const parties = [...workloads, ...blocks];
    const expected = rows.map(([from, to, answer]) => ({
      from: parties[from] ?? '',
      to: parties[to] ?? '',
      connections: answers[answer] ?? [],
    }));
    const { reachability } = readDirectory(files);
    t.deepEqual(compareRows([...reachability.rows()], expected), [], name);
  }
});
