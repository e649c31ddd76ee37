import { printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { Drift } from '../../changes.ts';
import { formatPlace } from '../format-place.ts';
import { formatFlow } from '../format-value.ts';
import { withNote } from './layout.ts';

/** Fields in which environments part, below their resource: a line for each environment. */
export function driftLines(drift: readonly Drift[], style: Style): string[] {
  const groups = Map.groupBy(drift, ({ unit, resource }) => JSON.stringify([unit, resource]));
  return [...groups.values()].flatMap((group) => {
    const { unit = '', resource = '' } = group[0] ?? {};
    return [
      `  ${style.heading(printable(unit))}  ${printable(resource)}`,
      ...group.flatMap(({ path, values }) => {
        const longest = Math.max(0, ...values.map(({ environment }) => environment.length));
        return [
          `      ${printable(path)}`,
          ...values.flatMap(({ environment, value, place }) =>
            withNote(
              `        ${printable(environment).padEnd(longest)}  ${value === undefined ? '(not set)' : formatFlow(value)}`,
              [place ? formatPlace(place) : ''],
              12,
              style.faint,
            ),
          ),
        ];
      }),
    ];
  });
}
