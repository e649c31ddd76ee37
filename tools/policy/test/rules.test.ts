import fs from 'node:fs';
import path from 'node:path';

import { checkModel, rules } from '@fingerpost/policy';
import type { Finding } from '@fingerpost/policy';
import test from 'ava';

import { pageOf, tableOfRules } from './rule-pages.ts';
import { checkFixture, markedFindings } from './rule-fixtures.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const fixtures = path.join(import.meta.dirname, 'rules');

function show({ rule, line, message }: Pick<Finding, 'line' | 'message' | 'rule'>): string {
  return `${line} ${rule}: ${message}`;
}

for (const rule of rules) {
  const { id, severity } = rule;
  test(`${id}: finds its fixture, and nothing else is an error there`, (t) => {
    const file = path.join(fixtures, id, 'failing.yaml');
    const text = fs.readFileSync(file, 'utf8');
    const marked = markedFindings(text);
    t.true(
      marked.some((mark) => mark.rule === id),
      'no line of it is marked with the rule',
    );
    const findings = checkFixture(file);
    const marks = new Set(marked.map((found) => `${found.line} ${found.rule}`));
    const unmarked = findings.filter(
      (finding) =>
        (finding.severity === 'error' || finding.rule === id) &&
        !marks.has(`${finding.line} ${finding.rule}`),
    );
    t.deepEqual(unmarked.map(show), []);
    const places = new Set(findings.map((found) => `${found.line} ${found.rule}`));
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
    const findings = checkFixture(path.join(fixtures, id, 'passing.yaml'));
    t.deepEqual(
      findings.filter((finding) => finding.severity === 'error' || finding.rule === id).map(show),
      [],
    );
  });

  test(`${id}: its page is current`, (t) => {
    const page = fs.readFileSync(path.join(root, 'docs/rules', `${id}.md`), 'utf8');
    t.is(page, pageOf(rule, fixtures), 'run node tools/policy/test/write-rule-pages.ts');
  });
}

test('the table of all rules is current', (t) => {
  t.is(
    fs.readFileSync(path.join(root, 'docs/rules/README.md'), 'utf8'),
    tableOfRules(rules),
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
  const findings = checkFixture(
    path.join(fixtures, 'service/selector-matches-nothing/passing.yaml'),
    (checked) => checkModel(checked, [failing as never]),
  );
  t.deepEqual(
    findings.map(({ rule, severity }) => [rule, severity]),
    [['internal/rule-failed', 'error']],
  );
});
