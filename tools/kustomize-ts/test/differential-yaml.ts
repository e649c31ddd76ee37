/**
 * Holds the YAML stage against kustomize on generated texts: `node test/differential-yaml.ts [--cases N] [--seed S]
 * [--config]`. With --config the texts are converted to JSON as kustomization files are, else they are resource files.
 * Needs Go, or a built oracle in the environment variable ORACLE. Each difference is cut down and printed as one line
 * of JSON, the form that record.ts takes; the exit code is 1 if there is any.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { KustomizeError } from '../src/error.ts';
import { startOracle, type OracleAnswer, type OracleRequest } from './oracle.ts';
import { convertToJson, printResources } from './print-resources.ts';
import { concernsYaml } from './yaml-case.ts';
import { document, resourceFile } from './yaml-texts.ts';

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    config: { type: 'boolean', default: false },
    shown: { type: 'string', default: '20' },
  },
});

const oracle = startOracle();

function requestOf(text: string): OracleRequest {
  if (options.config) return { text };
  return {
    files: { 'kustomization.yaml': 'resources: [r.yaml]\n', 'r.yaml': text },
    target: '.',
    reorder: 'none',
  };
}

/** Our answer: the text, or undefined where the input is refused; anything but a KustomizeError is a bug of its own. */
function ownAnswer(text: string): string | undefined {
  try {
    return options.config ? convertToJson(text) : printResources(text);
  } catch (error) {
    if (error instanceof KustomizeError) return undefined;
    return `crash: ${String(error)}`;
  }
}

/**
 * Where this engine is knowingly not kustomize: places where the comments of go-yaml v3 end up inside a value, or before
 * a tag, when it writes a tree; and a second byte order mark, with which it loses a character of every line.
 */
const KNOWN = [
  // A comment behind an anchor, a tag or an empty key or item goes to a later value, or into a flow collection.
  /(?:[&!][^\s,]*|[-?])[ \t]+#|\?[ \t]*\n\s*:[ \t]*#/u,
  // A comment, then a collection whose tag ends a line.
  /#[^\n]*\n[^]*?!\S*[ \t]*\n/u,
  /\ufeff\ufeff/u,
];

function differs(text: string, answer: OracleAnswer): boolean {
  if (KNOWN.some((pattern) => pattern.test(text))) return false;
  if (!concernsYaml(answer.error)) return false;
  return ownAnswer(text) !== (answer.yaml ?? answer.json);
}

async function stillDiffers(text: string): Promise<boolean> {
  const [answer] = await oracle.ask([requestOf(text)]);
  return differs(text, answer!);
}

/** Leaves out parts of the text, larger ones first, as long as the difference stays. */
async function shrink(text: string): Promise<string> {
  let current = text;
  for (
    let size = Math.ceil(current.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < current.length;) {
      const candidate = current.slice(0, start) + current.slice(start + size);
      if (candidate.isWellFormed() && (await stillDiffers(candidate))) current = candidate;
      else start += size;
    }
  }
  return current;
}

const total = Number(options.cases);
const generator = options.config ? document : resourceFile;
let differences = 0;
let refused = 0;
for (let done = 0; done < total; done += 2000) {
  const texts = fc
    .sample(generator, { numRuns: Math.min(2000, total - done), seed: Number(options.seed) + done })
    .map((text) => text.toWellFormed());
  const answers = await oracle.ask(texts.map(requestOf));
  for (const [i, answer] of answers.entries()) {
    if (answer.error !== undefined) refused++;
    if (!differs(texts[i]!, answer)) continue;
    differences++;
    if (differences > Number(options.shown)) continue;
    const text = await shrink(texts[i]!);
    const [shrunk] = await oracle.ask([requestOf(text)]);
    console.log(JSON.stringify({ text, ours: ownAnswer(text) ?? null, kustomize: shrunk }));
  }
}
console.error(
  `${total} texts (${refused} refused), seed ${options.seed}: ${differences} differences`,
);
oracle.close();
process.exitCode = differences > 0 ? 1 : 0;
