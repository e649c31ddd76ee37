import type { Check, Part } from '../check.ts';
import { disagrees } from './verification.ts';

/** A part that was asked for, and of which nothing is known. */
export interface UnansweredPart {
  readonly part: Part;
  /** Of the first check that is not conclusive. */
  readonly reason: string;
}

/** These are read from the API: an error ends the run. */
const READ: readonly Part[] = ['services', 'endpoints'];

/**
 * The parts whose questions were asked in vain: something is not conclusive, nothing is conclusive. A question that
 * nobody answered is no agreement. Measurements that were made, on a machine too busy to judge by them, are answers.
 */
export function unansweredParts(checks: readonly Check[]): readonly UnansweredPart[] {
  const byPart = Map.groupBy(checks, ({ part }) => part);
  return [...byPart].flatMap(([part, own]): UnansweredPart[] => {
    if (READ.includes(part)) return [];
    if (own.some((check) => check.verdict === 'agrees' || disagrees(check))) return [];
    const open = own.filter(({ verdict }) => verdict === 'not-conclusive');
    const [first] = open;
    if (!first || open.some((check) => isMeasured(check))) return [];
    return [{ part, reason: first.reason ?? first.real }];
  });
}

function isMeasured({ figures = {} }: Check): boolean {
  return (figures['queries'] ?? 0) > 0 || (figures['connections'] ?? 0) > 0;
}
