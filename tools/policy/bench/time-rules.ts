import { discover } from '@fingerpost/discovery';
import { memoryFileSystem, readResources } from 'kustomize-ts';

import { checkModel, rules } from '../src/index.ts';
import type { Rule } from '../src/index.ts';
import { generateResources } from './generate-resources.ts';

export interface RuleTime {
  /** The id of a rule, or a step before the rules. */
  readonly what: string;
  readonly milliseconds: number;
}

const SHOWN = 15;
/** The first run compiles the code. */
const RUNS = 2;

/** The steps and the rules that take longest; what several rules share counts for the first of them. */
export function timeRules(count: number): readonly RuleTime[] {
  const text = generateResources(count)
    .map((object) => JSON.stringify(object))
    .join('\n---\n');
  let times = new Map<string, number>();
  for (let run = 0; run < RUNS; run++) times = timeOnce(text);
  return [...times]
    .map(([what, milliseconds]) => ({ what, milliseconds }))
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, SHOWN);
}

function timeOnce(text: string): Map<string, number> {
  const times = new Map<string, number>();
  const measure = <T>(what: string, run: () => T): T => {
    const started = performance.now();
    const result = run();
    times.set(what, performance.now() - started);
    return result;
  };
  const timed = rules.map((rule): Rule => ({
    ...rule,
    check: (input) => measure(rule.id, () => [...rule.check(input)]),
  }));
  const { resources } = measure('read', () =>
    readResources(['/a.yaml'], memoryFileSystem({ '/a.yaml': text })),
  );
  const model = measure('discover', () => discover(resources));
  const checked = { model, complete: true, overlaysOf: () => [] };
  const started = performance.now();
  checkModel(checked, timed);
  const inRules = rules.reduce((sum, { id }) => sum + (times.get(id) ?? 0), 0);
  times.set('all rules together', inRules);
  times.set('admission, places, suppressions', performance.now() - started - inRules);
  return times;
}
