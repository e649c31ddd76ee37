/**
 * Holds the model against the controllers of Kubernetes on clusters that are made up:
 * `node test/endpoints/differential-endpoints.ts [--clusters N] [--seed S]`. Needs Go and network for its modules, or a
 * built `oracle/endpoints` in the environment variable ORACLE. The first difference is cut down and printed as JSON; the
 * exit code is 1 if there is any.
 */
import { parseArgs } from 'node:util';
import process from 'node:process';
import fc from 'fast-check';
import { formatEndpoints, formatSlices } from '../../src/index.ts';
import { modelOf, readCase } from '../cluster/endpoint-cases.ts';
import { comparable, difference } from './comparable.ts';
import { endpointWorlds } from './endpoint-worlds.ts';
import { startControllers } from './real-controllers.ts';
import { recordsOf } from './real-records.ts';

const { values } = parseArgs({
  options: {
    clusters: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
const controllers = startControllers();
let refused = 0;
let run = 0;
let byChance = 0;

const property = fc.asyncProperty(endpointWorlds, async (world) => {
  const read = readCase(world);
  if (read.store.notModelled.length > 0) {
    refused++;
    return;
  }
  run++;
  const model = modelOf(read);
  const real = recordsOf(await controllers.ask(read));
  const chance = model.notModelled.some(({ reason }) => reason.includes('chance'));
  if (chance) byChance++;
  const own = comparable(
    { slices: formatSlices(model.slices), endpoints: formatEndpoints(model.endpoints) },
    chance,
  );
  const theirs = comparable(real, chance);
  const found = difference(own, theirs);
  if (found !== undefined) throw new Error(`${JSON.stringify(world)}\n${found}`);
});

const result = await fc.check(property, {
  numRuns: Number(values.clusters),
  seed,
  endOnFailure: false,
});
controllers.close();
process.stdout.write(
  `seed ${seed}: ${run} clusters compared, ${byChance} of them up to chance; ${refused} refused by the API\n`,
);
if (result.failed) {
  process.stdout.write(`${String(result.errorInstance)}\n`);
  process.exitCode = 1;
}
