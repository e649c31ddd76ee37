import test from 'ava';
import { agreementTable, compareUpdates } from './cluster/cases.ts';

const all = compareUpdates();

for (const [kind, cases] of Map.groupBy(all, (compared) => compared.kind)) {
  test(`${kind}: what a real API server answered to changes`, (t) => {
    const different = cases.filter(({ differs }) =>
      differs.some((aspect) => aspect !== 'messages'),
    );
    t.deepEqual(
      different.map(({ name, differs, answer }) => ({ name, differs, answer })),
      [],
    );
  });
}

test('agreement', (t) => {
  for (const line of agreementTable(all)) t.log(line);
  t.true(all.length > 200);
});
