import { toJsonValue } from 'kustomize-ts';
import type { Node } from 'kustomize-ts';

import type { ListType } from '../field/list-type.ts';
import { matchItems } from '../field/match-items.ts';
import type { Segment } from '../field/path.ts';

/** A key of a mapping, or an item of a list. What an item is called is only worked out when it is shown. */
export type Step = string | ItemStep;

interface ItemStep {
  /** The key under which the list stands. */
  readonly field: string;
  /** All items of the list are mappings, so that they may have names. */
  readonly keyed: boolean;
  readonly item: Node;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/**
 * The steps as the field diff has them.
 * @param type what the API knows of the resource
 */
export function segmentsOf(steps: readonly Step[], type: ListType | undefined): Segment[] {
  let known = type;
  return steps.map((step) => {
    if (typeof step === 'string') {
      known = known?.field(step);
      return { key: step };
    }
    const { field, keyed, item, before, after } = step;
    const index = before ?? after ?? 0;
    const value = toJsonValue(item);
    const named = keyed || known?.keys?.length === 0;
    const label = named
      ? matchItems(field, [value], [value], new Map(), known).label(value, index)
      : String(index);
    known = known?.items();
    return { item: label, before, after };
  });
}

/** What the API knows of the value that the steps lead to. */
export function typeAt(steps: readonly Step[], type: ListType | undefined): ListType | undefined {
  let known = type;
  for (const step of steps) {
    if (!known) return undefined;
    known = typeof step === 'string' ? known.field(step) : known.items();
  }
  return known;
}

/** The steps as a build tells what it took away: `spec.ports[0]["a/b"]`. */
export function removedFieldOf(steps: readonly Step[]): string {
  let path = '';
  for (const step of steps) {
    if (typeof step !== 'string') path += `[${step.before ?? step.after ?? 0}]`;
    else if (!/^[\w$-]+$/.test(step)) path += `[${JSON.stringify(step)}]`;
    else path += path === '' ? step : `.${step}`;
  }
  return path;
}
