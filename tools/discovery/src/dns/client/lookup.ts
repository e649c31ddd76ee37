import { isSendable } from '../domain-name.ts';
import type { Handler, Reply, ResourceRecord } from '../message.ts';
import { namesToTry, nextStep, outcomeOf } from './library.ts';
import type { Library, Outcome } from './library.ts';
import type { Resolver } from './resolver.ts';

/** How a program asks. */
export interface LookupOptions {
  /** Default: glibc. */
  readonly library?: Library;
  /** Default: A and AAAA, as programs that take what there is. */
  readonly types?: readonly string[];
}

/** What a pod gets for a name. */
export interface Lookup {
  /** `unknown`: the answer is with a name server, or in a search domain, of which nothing is known. */
  readonly outcome: Outcome;
  /** The name that was found; of several that were not found none. */
  readonly name: string | undefined;
  readonly answers: readonly ResourceRecord[];
  /** In the order in which they are asked. */
  readonly attempts: readonly Attempt[];
  /** Questions that are sent while no server fails; those that fail are sent again. */
  readonly queries: number;
  /** Search domains of the node were passed over, because they are not known: the name may be found there instead. */
  readonly skippedNodeSearches: boolean;
}

export interface Attempt {
  readonly name: string;
  readonly outcome: Outcome;
  readonly replies: readonly Reply[];
}

const UNKNOWN: Reply = {
  rcode: null,
  authoritative: false,
  answers: [],
  authority: [],
  additional: [],
};

/** What a program in a pod gets when it looks a name up. `server` answers for the name server of the cluster. */
export function lookup(
  name: string,
  resolver: Resolver,
  server: Handler,
  { library = 'glibc', types = ['A', 'AAAA'] }: LookupOptions = {},
): Lookup {
  const ask = asksCluster(resolver, library) ? server : (): Reply => UNKNOWN;
  const attempts: Attempt[] = [];
  const alone = name.endsWith('.') ? name : `${name}.`;
  let skippedNodeSearches = false;
  let step: 'next' | 'alone' | 'end' = 'next';
  for (const tried of namesToTry(name, resolver, library)) {
    if (step === 'alone' && tried !== alone) continue;
    if (tried === undefined) {
      skippedNodeSearches = true;
      continue;
    }
    // No library sends what no message can hold.
    if (!isSendable(tried)) continue;
    const replies = types.map((type) => ask({ name: tried, type }));
    const outcome = outcomeOf(replies, types, library);
    attempts.push({ name: tried, outcome, replies });
    step = nextStep(outcome, replies, library);
    if (step === 'alone' && tried === alone) step = 'next';
    if (step === 'end') break;
  }
  const last = attempts.at(-1);
  const found = last?.outcome === 'found' ? last : undefined;
  return {
    outcome: found ? 'found' : overall(attempts, alone, library),
    name: found?.name,
    answers: found?.replies.flatMap(({ answers }) => answers) ?? [],
    attempts,
    queries: attempts.length * types.length,
    skippedNodeSearches,
  };
}

/** Musl asks all name servers at once and takes the first reply, others ask the first one. */
function asksCluster({ nameservers }: Resolver, library: Library): boolean {
  const asked = library === 'musl' ? nameservers : nameservers.slice(0, 1);
  return asked.length > 0 && asked.every(({ ofCluster }) => ofCluster);
}

/**
 * What a program is told where nothing was found: by musl the last outcome; by Go that of the name alone, else the first;
 * by glibc that of the name alone if it came first, else the best.
 */
function overall(attempts: readonly Attempt[], alone: string, library: Library): Outcome {
  const first = attempts[0];
  const outcomes = attempts.map(({ outcome }) => outcome);
  if (outcomes.includes('unknown')) return 'unknown';
  if (library === 'musl') return outcomes.at(-1) ?? 'not-found';
  if (library === 'go') {
    return (attempts.find(({ name }) => name === alone) ?? first)?.outcome ?? 'not-found';
  }
  if (first?.name === alone) return first.outcome;
  const order: readonly Outcome[] = ['no-data', 'failed'];
  return order.find((outcome) => outcomes.includes(outcome)) ?? 'not-found';
}
