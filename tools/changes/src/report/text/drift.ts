import { printable } from '@fingerpost/text';
import type { Style } from '@fingerpost/text';

import type { Drift } from '../../changes.ts';
import { formatPlace } from '../format-place.ts';
import { formatBriefly } from '../format-value-briefly.ts';
import { withNote } from './layout.ts';

/** Fields in which environments part, below their resource: a line for each environment. */
export function driftLines(drift: readonly Drift[], style: Style): string[] {
  const groups = Map.groupBy(drift, ({ unit, resource }) => JSON.stringify([unit, resource]));
  return [...groups.values()].flatMap((group) => {
    const { unit = '', resource = '' } = group[0] ?? {};
    return [
      `  ${style.heading(printable(unit))}  ${printable(resource)}`,
      ...group.flatMap(({ path, values }) => {
        // The resource as a whole.
        if (path === '') return values.flatMap((value) => wholeLines(value, style));
        const longest = Math.max(0, ...values.map(({ environment }) => environment.length));
        return [
          `      ${printable(path)}`,
          ...values.flatMap(({ environment, value, place }) =>
            withNote(
              `        ${printable(environment).padEnd(longest)}  ${value === undefined ? '(not set)' : formatBriefly(value)}`,
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

function wholeLines(
  { environment, value, place }: Drift['values'][number],
  style: Style,
): string[] {
  const name = printable(environment);
  return withNote(
    `      ${value === undefined ? style.removed(`${name} has it not`) : `${name} has it`}`,
    [place ? formatPlace(place) : ''],
    8,
    style.faint,
  );
}
