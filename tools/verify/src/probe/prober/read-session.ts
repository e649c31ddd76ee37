import type { Answer, Load, Session } from './question.ts';

/** Reads what a prober wrote; undefined where it was cut off, or is no prober: `ask.go` of the prober. */
export function readSession(output: string, questions: number): Session | undefined {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  if (lines.length !== questions + 2) return undefined;
  const parsed = lines.map(parse);
  const [beginning, ending] = [parsed.at(0), parsed.at(-1)];
  const answers = parsed.slice(1, -1);
  if (!isBeginning(beginning) || !isEnding(ending) || !answers.every(isAnswer)) return undefined;
  return { ...beginning, answers, load: ending.load };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

type Is = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Is>>;

const isText: Is = (value) => typeof value === 'string';
const isFlag: Is = (value) => typeof value === 'boolean';
/** Counts, times and loads: none is negative. */
const isAmount: Is = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf =
  (is: Is): Is =>
  (value) =>
    Array.isArray(value) && value.every(is);
const mapOf =
  (is: Is): Is =>
  (value) =>
    isObject(value) && Object.values(value).every(is);
const shapeOf =
  (required: Shape, optional: Shape = {}): Is =>
  (value) => {
    if (!isObject(value)) return false;
    const found = new Map<string, unknown>(Object.entries(value));
    return (
      Object.entries(required).every(([key, is]) => is(found.get(key))) &&
      Object.entries(optional).every(([key, is]) => !found.has(key) || is(found.get(key)))
    );
  };

const BEGINNING = shapeOf({
  hostname: isText,
  clock: isAmount,
  resolvConf: shapeOf({
    nameservers: listOf(isText),
    searches: listOf(isText),
    ndots: isAmount,
  }),
});

const ENDING = shapeOf({
  load: shapeOf({
    before: isAmount,
    after: isAmount,
    cores: isAmount,
    // Without it nobody knows whether the machine stood still.
    control: shapeOf({ sent: isAmount, p50: isAmount, p99: isAmount, max: isAmount }),
  }),
});

const ANSWER = shapeOf(
  { result: isText, took: isAmount },
  {
    message: isText,
    rcode: isText,
    records: listOf(shapeOf({ name: isText, type: isText, ttl: isAmount, value: isText })),
    truncated: isFlag,
    addresses: listOf(isText),
    p50: isAmount,
    p99: isAmount,
    sent: isAmount,
    failed: mapOf(isAmount),
    hosts: mapOf(isAmount),
    ports: mapOf(isAmount),
    alike: listOf(isText),
    began: isAmount,
    failures: listOf(shapeOf({ at: isAmount, why: isText })),
    seen: mapOf(shapeOf({ first: isAmount, last: isAmount })),
  },
);

function isBeginning(value: unknown): value is Pick<Session, 'clock' | 'hostname' | 'resolvConf'> {
  return BEGINNING(value);
}

function isEnding(value: unknown): value is { readonly load: Load } {
  return ENDING(value);
}

function isAnswer(value: unknown): value is Answer {
  return ANSWER(value);
}
