import { constants } from 'node:os';
import type { Disturber } from '@fingerpost/verify';

/** What cuts nodes off, and heals them. */
export type NodeCutter = Required<Pick<Disturber, 'cutNode' | 'healNode'>>;

/** A process that people may end: `node:process`. */
export interface EndedProcess {
  on(signal: EndSignal, listener: (signal: EndSignal) => void): unknown;
  off(signal: EndSignal, listener: (signal: EndSignal) => void): unknown;
  exit(code: number): unknown;
}

type EndSignal = (typeof SIGNALS)[number];

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** The same, but that nodes which are cut off are healed before the process ends: by Ctrl-C nobody means to leave them so. */
export function healAtSignals(
  { cutNode, healNode }: NodeCutter,
  process: EndedProcess,
): NodeCutter {
  const cut = new Map<string, Promise<void>>();
  const end = (signal: EndSignal): void => {
    const healed = [...cut].map(async ([node, isCut]) => {
      await Promise.allSettled([isCut]);
      await healNode(node);
    });
    void Promise.allSettled(healed).then(() => process.exit(128 + constants.signals[signal]));
  };
  return {
    async cutNode(node) {
      // Before it is cut, so that there is no moment in between.
      if (cut.size === 0) for (const signal of SIGNALS) process.on(signal, end);
      const isCut = cutNode(node);
      cut.set(node, isCut);
      await isCut;
    },
    async healNode(node) {
      await healNode(node);
      cut.delete(node);
      if (cut.size === 0) for (const signal of SIGNALS) process.off(signal, end);
    },
  };
}
