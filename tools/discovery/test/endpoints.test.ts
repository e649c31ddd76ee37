import test from 'ava';
import { answerOf, readEndpointCases } from './cluster/endpoint-cases.ts';

const cases = readEndpointCases('endpoints.json');

for (const [group, ofGroup] of Map.groupBy(cases, ({ name }) => name.slice(0, name.indexOf('/')))) {
  test(`${group}: the EndpointSlices and Endpoints of a real cluster`, (t) => {
    let agreed = 0;
    for (const recorded of ofGroup) {
      const { slices, endpoints, endpointsCount } = recorded;
      if (t.deepEqual(answerOf(recorded), { slices, endpoints, endpointsCount }, recorded.name))
        agreed++;
    }
    t.log(`${agreed} of ${ofGroup.length} agree`);
  });
}
