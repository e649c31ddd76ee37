import fs from 'node:fs';
import path from 'node:path';

import test from 'ava';

import { checkFixture, readFixture } from './rule-fixtures.ts';

const corpus = path.join(import.meta.dirname, 'corpus');

/** Rules whose warnings are listed here. */
const LISTED = /^(?:service|endpoint-slice|endpoints)\//;

/**
 * What is right as it is, in the manner of popular charts: no error may be found, of any rule, and no other warnings than
 * these, which are worth a look there too.
 */
const WARNINGS: Readonly<Record<string, readonly string[]>> = {
  'application.yaml': [],
  'certificates.yaml': [],
  'database.yaml': [],
  'gateways.yaml': [],
  'ingress-controller.yaml': [],
  'logs.yaml': [],
  'message-queue.yaml': [],
  'monitoring.yaml': [],
  'operators.yaml': [],
  'stores.yaml': [],
  'vault.yaml': [],
};

test('every file of the corpus is checked', (t) => {
  t.deepEqual(fs.readdirSync(corpus).toSorted(), Object.keys(WARNINGS));
});

for (const [file, expected] of Object.entries(WARNINGS)) {
  test(`${file}: what is right has no error, and only the warnings that are known`, (t) => {
    const findings = checkFixture(corpus, readFixture(corpus, path.basename(file, '.yaml')));
    // The definitions of custom resources come with their operators.
    const errors = findings.filter(
      ({ rule, severity }) => severity === 'error' && rule !== 'schema/unknown-kind',
    );
    t.deepEqual(
      errors.map(({ rule, line, message }) => `${line} ${rule}: ${message}`),
      [],
    );
    const warnings = findings.filter(
      ({ rule, severity }) => severity === 'warning' && LISTED.test(rule),
    );
    t.deepEqual(
      warnings.map(({ rule, resource }) => `${rule} ${resource}`),
      expected,
    );
  });
}
