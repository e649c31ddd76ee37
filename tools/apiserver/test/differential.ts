/**
 * Holds this API server against a real one: generated requests, each a recorded one with a few changes.
 * The real one is named in the environment; see `node test/differential.ts -h`.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';
import { admissionCases, compareAdmissions } from './live/admissions.ts';
import { CONNECTION, connect, type Send } from './live/api-server.ts';
import type { Compare, Comparison } from './live/compare.ts';
import { corpus } from './live/corpus.ts';
import { compareCreation } from './live/creations.ts';
import { mutants } from './live/mutations.ts';
import { reduce } from './live/reduce.ts';
import { compareText, textRequests } from './live/texts.ts';
import { changes, compareUpdate } from './live/updates.ts';

const USAGE = `Usage: node test/differential.ts [--requests creations|updates|admissions|texts] [--kinds service,ingress] [--cases N] [--seed S] [--show N] [--messages] [--single-stack]

Sends generated requests to a real API server and to ours, and compares verdicts, errors, warnings and defaulted
objects, with --messages also the texts of errors. Prints what disagrees, cut down, one of every sort, and how many of
each kind agree; exit code 1 if any does not. The server needs namespaces shop and restricted (pod security
"restricted", enforce and warn), the networks of test/cluster/README.md (with --single-stack the first alone),
and no policies of its own.

${CONNECTION}`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200' },
    kinds: { type: 'string' },
    requests: { type: 'string', default: 'creations' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    show: { type: 'string', default: '20' },
    messages: { type: 'boolean', default: false },
    'single-stack': { type: 'boolean', default: false },
    h: { type: 'boolean', short: 'h' },
  },
});
const send = values.h ? undefined : connect();
if (send === undefined) {
  console.log(USAGE);
  process.exit(values.h ? 0 : 2);
}
const seed = Number(values.seed);

interface Requests<T> {
  readonly arbitrary: (objects: readonly JsonObject[]) => fc.Arbitrary<T>;
  readonly compare: Compare<T>;
}

interface Found<T> {
  readonly input: T;
  readonly comparison: Comparison;
  times: number;
}

function counts({ differs }: Comparison): boolean {
  return differs.some((aspect) => values.messages || aspect !== 'messages');
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** Compares requests of one kind, and prints what was found; whether anything differs. */
async function run<T extends JsonObject>(
  kind: string,
  objects: readonly JsonObject[],
  { arbitrary, compare }: Requests<T>,
): Promise<boolean> {
  const inputs = fc.sample(arbitrary(objects), { numRuns: Number(values.cases), seed });
  const found = new Map<string, Found<T>>();
  let asked = 0;
  let accepted = 0;
  let differing = 0;
  await inParallel(inputs, async (input) => {
    const comparison = await compare(input);
    if (comparison === undefined) return;
    asked++;
    if (comparison.recorded.verdict === 'accepted') accepted++;
    if (!counts(comparison)) return;
    differing++;
    const known = found.get(comparison.signature);
    if (known) known.times++;
    else found.set(comparison.signature, { input, comparison, times: 1 });
  });
  console.log(
    `${kind}: ${asked - differing} of ${asked} agree, ${accepted} accepted, ${found.size} sorts of difference, seed ${seed}`,
  );
  const often = [...found.values()].toSorted((a, b) => b.times - a.times);
  for (const one of often.slice(0, Number(values.show))) await print(one, compare);
  return found.size > 0;
}

async function print<T extends JsonObject>(
  { input, comparison: { signature }, times }: Found<T>,
  compare: Compare<T>,
): Promise<void> {
  const smallest = await reduce(
    input,
    async (smaller) => (await compare(smaller))?.signature === signature,
  );
  const shown = await compare(smallest);
  if (shown === undefined) return;
  const { recorded, answer, differs } = shown;
  console.log(`  ${times} times: ${differs.join(', ')}`);
  console.log(`    ${JSON.stringify(smallest)}`);
  const [theirs, ours] = [said(recorded), said(answer)].map((one) => JSON.stringify(one));
  if (theirs === ours) console.log(`    ${signature.replaceAll('\n', '\n    ')}`);
  else console.log(`    server: ${theirs}\n    ours:   ${ours}`);
}

function said(
  answer: Pick<Comparison['recorded'], 'errors' | 'message' | 'verdict' | 'warnings'>,
): object {
  const { verdict, errors = [], warnings, message } = answer;
  return {
    verdict,
    ...(errors.length > 0
      ? {
          errors: errors.map(({ field, type, message: text }) =>
            `${field} ${type} ${text}`.slice(0, 200),
          ),
        }
      : { message: message?.slice(0, 300) }),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** Compares what policies make of requests, 60 at a time. */
async function runAdmissions(ask: Send): Promise<boolean> {
  const cases = fc.sample(admissionCases(corpus()), { numRuns: Number(values.cases), seed });
  let agreeing = 0;
  let shown = 0;
  let asked = 0;
  for (let start = 0; start < cases.length; start += 60) {
    for (const found of await compareAdmissions(ask, cases.slice(start, start + 60))) {
      asked++;
      if (found.differs.length === 0) agreeing++;
      else if (shown++ < Number(values.show)) {
        console.log(`  ${found.differs.join(', ')}\n    ${JSON.stringify(found.input)}`);
        const [server, ours] = [found.server, found.ours].map((one) =>
          JSON.stringify(found.differs.map((part) => one[part] ?? null)),
        );
        console.log(`    server: ${server}\n    ours:   ${ours}`);
      }
    }
  }
  console.log(`admission: ${agreeing} of ${asked} agree, seed ${seed}`);
  return agreeing < asked;
}

const cluster = values['single-stack'] ? { serviceCIDRs: ['10.96.0.0/16'] } : {};
let differs = values.requests === 'admissions' && (await runAdmissions(send));
if (values.requests === 'texts') {
  differs = await run('text', [], { arbitrary: () => textRequests, compare: compareText(send) });
}
for (const [kind, objects] of corpus()) {
  if (['admissions', 'texts'].includes(values.requests)) break;
  if (values.kinds !== undefined && !values.kinds.split(',').includes(kind)) continue;
  differs =
    (values.requests === 'updates'
      ? await run(kind, objects, { arbitrary: changes, compare: compareUpdate(send) })
      : await run(kind, objects, {
          arbitrary: mutants,
          compare: compareCreation(send, cluster),
        })) || differs;
}
process.exit(differs ? 1 : 0);
