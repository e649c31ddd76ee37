import test from 'ava';
import { agreementTable, compareUpdates, disagreements } from './cluster/cases.ts';

const all = compareUpdates();

for (const [kind, cases] of Map.groupBy(all, (compared) => compared.kind)) {
  test(`${kind}: what a real API server answered to changes`, (t) => {
    t.deepEqual(disagreements(cases), []);
  });
}

test('agreement', (t) => {
  for (const line of agreementTable(all)) t.log(line);
  t.true(all.length > 200);
});
