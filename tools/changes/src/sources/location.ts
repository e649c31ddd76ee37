import { toJsonValue } from 'kustomize-ts';
import type { Node } from 'kustomize-ts';

import { itemKeys, labelOf } from '../field/item-keys.ts';
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

/** The steps as the field diff has them. */
export function segmentsOf(steps: readonly Step[]): Segment[] {
  return steps.map((step) => {
    if (typeof step === 'string') return { key: step };
    const { field, keyed, item, before, after } = step;
    const label = keyed ? labelOf(toJsonValue(item), itemKeys(field).keys) : undefined;
    return { item: label ?? String(before ?? after ?? 0), before, after };
  });
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
