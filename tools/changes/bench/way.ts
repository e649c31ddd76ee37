import { measureProcess } from './measure-process.ts';
import type { ProcessCost, ProcessOptions } from './measure-process.ts';

/** A command that answers the question of a group. */
export interface Way {
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly options: ProcessOptions;
  /** Seconds that it may take. */
  readonly budget?: number;
}

/** Ways to the same, measured in turn, so that what else the machine does meets all alike. */
export interface Measured {
  readonly title: string;
  readonly rows: readonly MeasuredWay[];
}

export interface MeasuredWay {
  readonly way: Way;
  /** Medians, each of its own. */
  readonly cost: ProcessCost;
  readonly runs: number;
}

/** @param prepare is called before each run of each way, and not measured */
export async function measureWays(
  title: string,
  ways: readonly Way[],
  runs: number,
  prepare: () => void,
): Promise<Measured> {
  const costs = ways.map((): ProcessCost[] => []);
  for (let run = 0; run < runs; run++) {
    for (const [i, { command, args, options }] of ways.entries()) {
      prepare();
      costs[i]?.push(await measureProcess(command, args, options));
    }
  }
  const rows = ways.map((way, i) => ({ way, runs, cost: medianOf(costs[i] ?? []) }));
  return { title, rows };
}

function medianOf(costs: readonly ProcessCost[]): ProcessCost {
  const middle = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    seconds: middle(costs.map(({ seconds }) => seconds)),
    processor: middle(costs.map(({ processor }) => processor)),
    memory: middle(costs.map(({ memory }) => memory)),
  };
}
