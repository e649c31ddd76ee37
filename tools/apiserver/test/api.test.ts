import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { agreementTable, compareCreations, disagreements } from './cluster/cases.ts';
import { withAgreement } from './cluster/table.ts';

const all = compareCreations();

for (const [kind, cases] of Map.groupBy(all, (compared) => compared.kind)) {
  test(`${kind}: what a real API server answered to creations`, (t) => {
    t.deepEqual(disagreements(cases), []);
  });
}

test('agreement', (t) => {
  for (const line of agreementTable(all)) t.log(line);
  t.true(all.length > 1000);
});

test('docs/api-server.md has these numbers', (t) => {
  const page = readFileSync(path.join(import.meta.dirname, '../../../docs/api-server.md'), 'utf8');
  t.is(page, withAgreement(page));
});
