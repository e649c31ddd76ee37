import test from 'ava';
import { corefileOf, readDnsCases, verdictsOf } from './cluster/dns-cases.ts';

for (const recorded of readDnsCases()) {
  if (!recorded.custom) continue;
  const { name, start, reload } = recorded;
  test(`start and reload: ${name}`, (t) => {
    t.deepEqual(verdictsOf(corefileOf(recorded)), { start, reload });
  });
}
