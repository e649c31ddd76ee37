/**
 * Holds verdicts on Corefiles against a real CoreDNS: `node test/corefile/differential-corefile.ts [--cases N] [--seed S]
 * [--record FILE]`. It loads random and broken configurations one after the other, with SIGUSR1.
 *
 * Needs, from the environment: COREDNS (the binary of CoreDNS 1.15.0). The configurations listen on ports of all addresses,
 * also on 53: run it in a network of its own, with the loopback interface up. The exit code is 1 if any verdict differs.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { loadCorefile } from '../../src/index.ts';
import type { LoadedCorefile } from '../../src/index.ts';
import { configurations } from './random-configuration.ts';
import { startServer } from './reloading-server.ts';
import type { Configuration } from './reloading-server.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    record: { type: 'string' },
    show: { type: 'string', default: '10' },
  },
});
const binary = process.env['COREDNS'];
if (binary === undefined) throw new Error('COREDNS has to name the binary of CoreDNS');
const server = startServer(binary);
const seed = Number(values.seed);
const sample = fc.sample(configurations, { numRuns: Number(values.cases), seed });

function predict({ corefile, files }: Configuration): LoadedCorefile {
  const all = Object.entries(files).map(
    ([name, text]) => [path.join(server.folder, name), text] as const,
  );
  return loadCorefile({ path: path.join(server.folder, 'Corefile'), text: corefile }, new Map(all));
}

/** What depends on where CoreDNS runs, which a prediction says it does not know. */
const OF_ITS_SURROUNDINGS =
  /unable to load in-cluster configuration|failed to resolve|bind: cannot assign|^listen tcp|failed to create route53|error contacting|load kubeconfig|no such host|^no verdict/;

/** Whether a short text gives a message that was not seen before; of those that start, some are kept. */
function isNews({ corefile }: Configuration, verdict: string): boolean {
  if (corefile.length > 350) return false;
  const kind = verdict.replaceAll(/'[^']*'|"[^"]*"|[^ ]*file:?[^ ]*|\d+/gi, '');
  const count = seen.get(kind) ?? 0;
  seen.set(kind, count + 1);
  return count < (verdict === 'ok' ? 40 : 1);
}

const seen = new Map<string, number>();
const recorded: { corefile: string; files: Record<string, string>; verdict: string }[] = [];
let [differ, failed] = [0, 0];
for (const configuration of sample) {
  const verdict = (await server.load(configuration)).trimEnd();
  const { start, notModelled } = predict(configuration);
  const predicted = start.result === 'ok' ? 'ok' : start.error.trimEnd();
  if (verdict !== 'ok') failed += 1;
  const surroundings =
    verdict.includes('in-cluster configuration') ||
    (predicted === 'ok' && OF_ITS_SURROUNDINGS.test(verdict)) ||
    verdict.startsWith('no verdict');
  if (predicted !== verdict && !surroundings) {
    differ += 1;
    if (differ <= Number(values.show)) {
      console.log(`--- ${JSON.stringify(configuration)}\n${configuration.corefile}`);
      console.log(`real:      ${verdict}\npredicted: ${predicted}`);
      if (notModelled.length > 0)
        console.log(`told: ${notModelled.map(({ reason }) => reason).join(' ')}`);
    }
  } else if (!surroundings && notModelled.length === 0 && isNews(configuration, verdict)) {
    const relative = (text: string): string => text.replaceAll(server.folder, '/etc/coredns');
    recorded.push({
      ...configuration,
      files: { ...configuration.files },
      verdict: relative(verdict),
    });
  }
}
server.stop();
if (values.record !== undefined) {
  writeFileSync(
    values.record,
    `[\n${recorded.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]\n`,
  );
}
console.log(`seed ${seed}: ${sample.length} configurations, ${failed} failed, ${differ} differ`);
process.exitCode = differ > 0 ? 1 : 0;
