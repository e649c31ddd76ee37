/**
 * Asks the API server's own code about custom resources, chosen and random ones, and compares it with ours:
 * `node tools/apiserver/test/custom/compare.ts [count] [seed]`. Go is needed. With a third argument it writes the cases
 * and the answers of the API server's code to that file.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import { saidByOracle, saidByUs, type OracleAnswer, type Said } from './answer.ts';
import { chosenGroups } from './chosen-cases.ts';
import { definitionOf, randomGroups } from './random-cases.ts';

const [count = 2000, seed = 1] = process.argv.slice(2, 4).map(Number);
const [, , , , file] = process.argv;

function run(command: string, args: readonly string[], input = ''): string {
  const cwd = path.join(import.meta.dirname, '..', '..', 'oracle', 'crd');
  const options = { cwd, input, encoding: 'utf8' as const, maxBuffer: 1 << 30 };
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return stdout;
}

/** Asks about lines often: Go visits the fields of an object in any order, so some answers are not always the same. */
function askAll(lines: readonly string[]): (Said | undefined)[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'crd-oracle-'));
  try {
    const oracle = path.join(folder, 'oracle');
    run('go', ['build', '-o', oracle, '.']);
    const ask = (): (Said | undefined)[] =>
      run(oracle, [], `${lines.join('\n')}\n`)
        .trimEnd()
        .split('\n')
        .map((line) => saidByOracle(JSON.parse(line) as OracleAnswer));
    const again = [ask(), ask(), ask()];
    return ask().map((said, index) =>
      again.every((other) => isDeepStrictEqual(other[index], said)) ? said : undefined,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const groups = [...chosenGroups(), ...randomGroups(seed, count)].map((group) => ({
  ...group,
  definition: definitionOf(group),
}));
const lines = groups.flatMap(({ definition, cases }) =>
  cases.map((one) => JSON.stringify({ definition, version: 'v1', ...one })),
);
const answers = askAll(lines);
const recorded: string[] = [];
let [compared, different] = [0, 0];
for (const { definition, schema, subresources, cases } of groups) {
  const answered = answers.splice(0, cases.length);
  const told = cases.flatMap((one, index) => {
    const said = answered[index];
    return said === undefined ? [] : [{ ...one, said }];
  });
  compared += told.length;
  for (const { said, ...one } of told) {
    const given = JSON.parse(JSON.stringify(saidByUs(definition, one))) as unknown;
    if (isDeepStrictEqual(given, said)) continue;
    different += 1;
    console.log(JSON.stringify({ definition, ...one, wanted: said, given }));
  }
  if (told.length > 0) recorded.push(JSON.stringify({ schema, subresources, cases: told }));
}
if (file !== undefined) writeFileSync(file, `[\n${recorded.join(',\n')}\n]\n`);
console.log(`seed ${seed}: ${compared} of ${lines.length} cases compared, ${different} differ`);
if (different > 0) process.exitCode = 1;
