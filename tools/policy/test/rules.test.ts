import fs from 'node:fs';
import path from 'node:path';

import { checkModel, rules } from '@fingerpost/policy';
import type { Finding } from '@fingerpost/policy';
import test from 'ava';

import { admissionPage } from './admission-page.ts';
import { allRules, HEAD, pageOf, tableOfRules } from './rule-pages.ts';
import {
  checkFixture,
  hasFixture,
  markedFindings,
  placeOfFinding,
  readFixture,
} from './rule-fixtures.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const fixtures = path.join(import.meta.dirname, 'rules');

function show({ file, rule, line, message }: Finding): string {
  return `${file}:${line} ${rule}: ${message}`;
}

for (const rule of allRules) {
  const { id, severity } = rule;
  const folder = path.join(fixtures, id);

  test(`${id}: its page is current`, (t) => {
    const page = fs.readFileSync(path.join(root, 'docs/rules', `${id}.md`), 'utf8');
    t.is(page, pageOf(rule, fixtures), 'run node tools/policy/test/write-rule-pages.ts');
  });

  // Some answers of the API server no manifest alone brings about, and some only a comparison.
  if (!hasFixture(path.join(folder, 'failing.yaml')) && !hasFixture(path.join(folder, 'failing')))
    if (!rules.some((own) => own.id === id)) continue;
  test(`${id}: finds its fixture, and nothing else is an error there`, (t) => {
    const fixture = readFixture(folder, 'failing');
    const marked = markedFindings(fixture);
    t.true(
      marked.some((mark) => mark.rule === id),
      'no line of it is marked with the rule',
    );
    const findings = checkFixture(folder, fixture);
    const marks = new Set(marked.map((found) => `${found.place} ${found.rule}`));
    const unmarked = findings.filter(
      (finding) =>
        (finding.severity === 'error' || finding.rule === id) &&
        !marks.has(`${placeOfFinding(finding)} ${finding.rule}`),
    );
    t.deepEqual(unmarked.map(show), []);
    const places = new Set(findings.map((found) => `${placeOfFinding(found)} ${found.rule}`));
    t.deepEqual(
      [...marks].filter((mark) => !places.has(mark)),
      [],
      findings.map(show).join('\n'),
    );
    t.true(
      findings.some((finding) => finding.rule === id && finding.severity === severity),
      'it is never as severe as it says',
    );
  });

  test(`${id}: is silent where all is right`, (t) => {
    const findings = checkFixture(folder, readFixture(folder, 'passing'));
    t.deepEqual(
      findings.filter((finding) => finding.severity === 'error' || finding.rule === id).map(show),
      [],
    );
  });
}

test('the table of all rules is current', (t) => {
  t.is(
    fs.readFileSync(path.join(root, 'docs/rules/README.md'), 'utf8'),
    tableOfRules(),
    'run node tools/policy/test/write-rule-pages.ts',
  );
});

test('the page of the admission policies is current', (t) => {
  t.is(
    fs.readFileSync(path.join(root, 'docs/rules/admission/README.md'), 'utf8'),
    admissionPage(HEAD),
    'run node tools/policy/test/write-rule-pages.ts',
  );
});

test('a rule that fails is a finding', (t) => {
  const failing = {
    ...rules[0],
    id: 'test/fails',
    check: () => {
      throw new Error('no');
    },
  };
  const folder = path.join(fixtures, 'service/selector-matches-nothing');
  const findings = checkFixture(folder, readFixture(folder, 'passing'), (checked) =>
    checkModel(checked, [failing as never]),
  );
  t.deepEqual(
    findings.map(({ rule, severity }) => [rule, severity]),
    [['internal/rule-failed', 'error']],
  );
});
