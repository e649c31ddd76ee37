/**
 * Records what kustomize makes of YAML texts in yaml-cases.json: `node test/record.ts [--config] < inputs`, where each
 * line of the input is JSON with a `text`, as differential-yaml.ts prints it, or a JSON string. Texts that are there
 * already are recorded anew; without any input (`< /dev/null`) only that is done. Needs Go.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startOracle, type OracleAnswer } from './oracle.ts';
import { concernsYaml, type YamlCase } from './yaml-case.ts';

const { values: options } = parseArgs({ options: { config: { type: 'boolean', default: false } } });
const file = path.join(import.meta.dirname, 'yaml-cases.json');

const known = JSON.parse(readFileSync(file, 'utf8')) as YamlCase[];
const inputs = readFileSync(process.stdin.fd, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('{') || line.startsWith('"'))
  .map((line) => JSON.parse(line) as string | { text: string })
  .map((input) => (typeof input === 'string' ? input : input.text));

const texts = new Map(known.map(({ reader, text }) => [`${reader} ${text}`, { reader, text }]));
const reader = options.config ? 'kustomization' : 'resource';
for (const text of inputs) texts.set(`${reader} ${text}`, { reader, text });

const oracle = startOracle();
const cases = [...texts.values()];
const answers = await oracle.ask(
  cases.map(({ reader: by, text }) =>
    by === 'kustomization'
      ? { text }
      : {
          files: { 'kustomization.yaml': 'resources: [r.yaml]\n', 'r.yaml': text },
          target: '.',
          reorder: 'none' as const,
        },
  ),
);
oracle.close();
const recorded = cases
  .map((input, i): YamlCase => ({ ...input, ...outcome(answers[i]!) }))
  .filter(({ refused }) => concernsYaml(refused));
writeFileSync(file, `[\n${recorded.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`);

function outcome({ yaml, json, error }: OracleAnswer): Pick<YamlCase, 'expect' | 'refused'> {
  const expect = yaml ?? json;
  return expect === undefined ? { refused: error ?? '' } : { expect };
}
