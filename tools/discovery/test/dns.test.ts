import test from 'ava';
import { answerTo, nameServerOf, readDnsCases } from './cluster/dns-cases.ts';

const cases = readDnsCases();

for (const [group, ofGroup] of Map.groupBy(cases, ({ name }) => name.slice(0, name.indexOf('/')))) {
  test(`${group}: what a real CoreDNS answered`, (t) => {
    let [asked, agreed] = [0, 0];
    for (const recorded of ofGroup) {
      const server = nameServerOf(recorded);
      for (const query of recorded.queries) {
        asked += 1;
        if (
          t.deepEqual(answerTo(server, query), query, `${recorded.name}: ${query.q} ${query.type}`)
        ) {
          agreed += 1;
        }
      }
    }
    t.log(`${agreed} of ${asked} questions of ${ofGroup.length} sets agree`);
  });
}
