import test from 'ava';

import { update } from '../src/update.ts';
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

// Answered by Kubernetes 1.36.3 in the lab, to a label that was added in front of others.
test('a message shows labels in the order of their names', (t) => {
  const deployment = (labels: Record<string, string>) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'frontend', namespace: 'edge' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'app' }] } },
    },
  });
  const { message = '' } = update(
    deployment({ name: 'frontend' }),
    deployment({ name: 'frontend', component: 'server' }),
    { via: 'apply' },
  );
  t.true(message.includes('{"matchLabels":{"component":"server","name":"frontend"}}'), message);
});
