import { printable } from '@fingerpost/text';

import type { Overlay } from './overlays.ts';
import { UsageError } from './usage-error.ts';

/**
 * The environment that is meant where only one can be: a cluster is that of one environment. Throws a UsageError where
 * none is named and there are several.
 */
export function onlyEnvironment(overlays: readonly Overlay[], named: string | undefined): string {
  const names = [...new Set(overlays.map(({ environment }) => environment))];
  const [only, ...more] = names;
  const choice = names.map((name) => printable(name)).join(', ');
  if (named !== undefined && !names.includes(named)) {
    throw new UsageError(
      `there is no environment ${printable(named)}; choose one of ${choice || 'none'}`,
    );
  }
  if (named !== undefined) return named;
  if (only === undefined) throw new UsageError('there is no overlay; nothing is predicted');
  if (more.length === 0) return only;
  throw new UsageError(`a cluster is that of one environment; choose with --env one of ${choice}`);
}
