import fs from 'node:fs';

import test from 'ava';

import { examples } from '../src/examples.ts';
import { readExample } from '../src/read-example.ts';
import { readScenario } from '../src/scenario.ts';
import { manyResources } from './many-resources.ts';
import {
  FORMATS,
  openPlayground,
  runFormats,
  runScenario,
  scenarioFile,
  scenarios,
} from './scenarios.ts';

/**
 * What `fingerpost diff` says of changes that really happen: tools/changes/golden has one folder for each, with the
 * edit and with what is printed in every format.
 */

const UPDATE = 'run node tools/scripts/test/write-generated.ts and read what changes';

const playground = openPlayground();
test.after.always(() => playground.remove());

for (const [name, scenario] of scenarios) {
  test.serial(`${name}: ${scenario.title}`, async (t) => {
    t.true(scenario.expect.length > 0, 'edit.yaml says what a reviewer has to learn');
    for (const [file, printed] of await runScenario(playground, name, scenario)) {
      const place = scenarioFile(name, file);
      const expected = fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : '(no such file)';
      t.is(printed, expected, `${place}: ${UPDATE}`);
    }
  });
}

test('a scenario has an edit and what is expected of it, and nothing else', (t) => {
  const files = ['edit.yaml', ...FORMATS.map(([, file]) => file)].toSorted();
  for (const name of scenarios.keys()) {
    t.deepEqual(fs.readdirSync(scenarioFile(name, '.')).toSorted(), files, `${name}: ${UPDATE}`);
  }
});

const REFUSED: readonly [text: string, line: string][] = [
  ['expect: []', 'edit.yaml:1:1: title is missing; write title'],
  ['title: a\nedit: []', 'edit.yaml:2:1: there is no field edit; choose one of kind, title, '],
  ['title: a\nkind: test', 'edit.yaml:2:7: kind is test; write one of example, change'],
  ['title: a\nedits: [{to: b}]', 'edit.yaml:2:9: an edit names no path; write file, link, '],
  ['title: a\nedits: [{file: b, find: c}]', 'edit.yaml:2:9: replace is missing; write replace'],
  ['title: a\nedits: [{remove: b, to: c}]', 'edit.yaml:2:21: there is no field edits[0].to; '],
];

test('an edit.yaml that is not understood is refused', (t) => {
  for (const [text, line] of REFUSED) {
    const error = t.throws(() => readScenario(Buffer.from(text), 'edit.yaml'), undefined, text);
    t.true(error.message.startsWith(line), error.message);
  }
});

test('the list of examples is the one of the scenarios', (t) => {
  const listed = examples.map(({ name, title }) => [name, title]).toSorted();
  const prepared = [...scenarios].flatMap(([name, { kind, title, args, before }]) =>
    kind === 'example' && args.length === 0 && before.length === 0 ? [[name, title]] : [],
  );
  t.deepEqual(listed, prepared);
  for (const { name } of examples) t.true(readExample(name).edits.length > 0, name);
});

test.serial('nothing is wrong with the repository that is changed', async (t) => {
  playground.change([], []);
  const { code, stdout, stderr } = await playground.run(['policy-check']);
  t.regex(stdout, /^checked \d+ resources: 0 errors, 0 warnings, 0 cautions\n$/);
  t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
});

/** Of 5,000 changes each format shows what can break first, and counts all of them. */
const MANY: Readonly<Record<string, (printed: string) => readonly string[]>> = {
  text(printed) {
    if (!/^5002 resources: .*5000 changed/m.test(printed)) throw new Error(printed.slice(-500));
    return namesOf(printed);
  },
  markdown(printed) {
    if (Buffer.byteLength(printed) > 60_000) throw new Error(`${printed.length} characters`);
    if (!printed.includes('5,000') && !printed.includes('5000')) throw new Error('not counted');
    return namesOf(printed);
  },
  json(printed) {
    const { overlays } = JSON.parse(printed) as {
      overlays: readonly { resources: readonly { kind: string; name: string }[] }[];
    };
    const names = overlays.flatMap(({ resources }) => resources.map(({ name }) => name));
    if (names.length !== 5002) throw new Error(`${names.length} resources`);
    return names;
  },
};

/** The resources whose manifests a report shows, each once. */
function namesOf(report: string): string[] {
  const manifests = report.slice(report.search(/^(?:### )?Manifests$/m));
  return [...new Set(manifests.match(/\b(?:gone|service|policy|settings|account|new)-\d+\b/g))];
}

test.serial('many: 5,000 changed resources', async (t) => {
  const { before, after } = manyResources(5000);
  playground.change([...before], [...after]);
  const runs = await runFormats(playground.root, []);
  for (const [format] of FORMATS) {
    const { code, stdout, stderr } = runs(format);
    t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    const names = MANY[format]?.(stdout) ?? [];
    const kinds = names.map((name) => name.replace(/-\d+$/, ''));
    t.is(kinds[0], 'gone', format);
    const reached = Math.max(kinds.lastIndexOf('service'), kinds.lastIndexOf('policy'));
    const rest = kinds.findIndex((kind) => kind === 'settings' || kind === 'account');
    t.true(reached > 0, format);
    t.true(rest < 0 || reached < rest, `${format}: ${names[reached]} after ${names[rest]}`);
    t.true(kinds.indexOf('new') === -1 || kinds.at(-1) === 'new', format);
  }
});
