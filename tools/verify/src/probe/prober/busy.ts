import type { Load } from './question.ts';

/** A connection of a prober to itself that takes this long, in ms, means that the machine stands still at times. */
const STALLED = 1000;

/** Connections of a prober to itself take a tenth of a millisecond on a machine with nothing else to do. */
const QUIET = 5;

/**
 * Whether a connection that was not answered may only have waited for the machine. The load average alone does not say it:
 * a node with many short processes answers at once.
 */
export function isStalled({ control }: Load): boolean {
  return control.sent === 0 || control.max > STALLED;
}

/** Whether times that were measured say something of the cluster, not of what else the machine does. */
export function isQuiet(load: Load): boolean {
  const { control, before, after, cores } = load;
  return !isStalled(load) && control.p99 < QUIET && Math.max(before, after) <= cores;
}

/** The load as figures of a check. */
export function loadFigures({ before, after, cores, control }: Load): Record<string, number> {
  return {
    load: Math.max(before, after),
    cores,
    controlP99: control.p99,
    controlMax: control.max,
  };
}

/** `load 3.2 on 2 cores, the prober's connections to itself took up to 12 ms` */
export function describeLoad({ before, after, cores, control }: Load): string {
  const load = Math.max(before, after).toFixed(1);
  return `load ${load} on ${cores} cores, the prober's connections to itself took up to ${Math.round(control.max)} ms`;
}
