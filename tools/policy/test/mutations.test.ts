import { rules, SEVERITIES } from '@fingerpost/policy';
import type { Finding, Severity } from '@fingerpost/policy';
import test from 'ava';

import { checkCluster, readCluster } from './mutations/cluster.ts';
import { mutations } from './mutations/mutations.ts';
import { unreachable } from './mutations/unreachable.ts';

const clusters = { dev: readCluster('dev'), prod: readCluster('prod') };
const severities = new Map(rules.map(({ id, severity }) => [id, severity]));

function show({ severity, rule, resource, field, message }: Finding): string {
  return `${severity} ${rule} ${resource} ${field}: ${message}`;
}

/** What is only a caution in this repository as it is. */
const before = {
  dev: new Set(checkCluster(clusters.dev, []).map(show)),
  prod: new Set(checkCluster(clusters.prod, []).map(show)),
};

test('as it is, nothing is wrong', (t) => {
  for (const found of Object.values(before)) {
    t.deepEqual(
      [...found].filter((finding) => !finding.startsWith('caution ')),
      [],
    );
  }
});

for (const { rule, name, environment, edits, also } of mutations) {
  test(`${rule}: ${name}`, (t) => {
    const fresh = checkCluster(clusters[environment], edits).filter(
      (finding) => !before[environment].has(show(finding)),
    );
    const all = fresh.map(show).join('\n');
    const severity = severities.get(rule) ?? 'error';
    t.true(
      fresh.some((found) => found.rule === rule && isAtLeast(found, severity)),
      `not found\n${all}`,
    );
    const errors = fresh.filter((found) => found.severity === 'error' && found.rule !== rule);
    t.deepEqual([...new Set(errors.map((found) => found.rule))].toSorted(), also.toSorted(), all);
  });
}

function isAtLeast(found: Finding, severity: Severity): boolean {
  return SEVERITIES.indexOf(found.severity) <= SEVERITIES.indexOf(severity);
}

const NEEDED = { error: 2, warning: 1, caution: 0 };

test('every rule finds mutations of this repository, or a fixture where it holds nothing of the kind', (t) => {
  const counts = Map.groupBy(mutations, ({ rule }) => rule);
  const missing = rules
    .filter(({ id, severity }) => {
      const count = counts.get(id)?.length ?? 0;
      return unreachable.has(id) ? count > 0 : count < NEEDED[severity];
    })
    .map(({ id, severity }) => `${severity} ${id}: ${counts.get(id)?.length ?? 0}`);
  t.deepEqual(missing, []);
  const known = new Set(rules.map(({ id }) => id));
  t.deepEqual(
    [...counts.keys(), ...unreachable.keys()].filter((id) => !known.has(id)),
    [],
    'there is no such rule',
  );
});
