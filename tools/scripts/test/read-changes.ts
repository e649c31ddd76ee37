import type { Changes } from '@fingerpost/changes';

import type { Repository, Run } from './repository.ts';

/** What `diff --format json` says, and the rest of the run. */
export interface ReadRun extends Run {
  readonly changes: Changes;
}

/** Runs `diff` in this process and reads its JSON. */
export async function readChanges(
  { call }: Repository,
  args: readonly string[] = [],
  folder?: string,
): Promise<ReadRun> {
  const run = await call(['diff', '--format', 'json', ...args], folder);
  if (run.stdout === '') throw new Error(run.stderr);
  return { ...run, changes: JSON.parse(run.stdout) as Changes };
}

/** Overlays, their resources and fields, a line each, in the order in which they are told. */
export function outline({ overlays }: Changes): string[] {
  return overlays.flatMap(({ overlay, status, resources }) => [
    `${overlay} ${status}`,
    ...resources.flatMap((resource) => [
      `  ${resource.status} ${resource.kind} ${resource.name}`,
      ...resource.fields.map(
        ({ path, before, after }) => `    ${path}: ${say(before)} -> ${say(after)}`,
      ),
    ]),
  ]);
}

function say(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
