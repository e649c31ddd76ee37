import { apply, inOrder } from '../deploy/apply.ts';
import { givenObjects } from '../deploy/deploy.ts';
import { readEnvironmentObjects } from '../deploy/environment.ts';
import type { Manifest } from '../deploy/manifest.ts';
import { outsideOf } from '../deploy/outside-of.ts';
import { tryKubectl } from '../kubectl.ts';
import { serveOutside } from '../up/outside.ts';

/**
 * Brings what an environment expects of its cluster and outside of it, and nothing that its overlays have.
 * @returns what brings the rest, when the namespaces of the overlays are there
 */
export async function bringGiven(
  repository: string,
  environment: string,
): Promise<() => Promise<void>> {
  const { rendered, given } = readEnvironmentObjects(repository, environment);
  const namespaces = rendered.filter(({ kind }) => kind === 'Namespace').map(({ name }) => name);
  const isLater = ({ namespace }: Manifest): boolean => namespaces.includes(namespace ?? '');
  const objects = await givenObjects(given);
  await serveOutside(outsideOf(rendered));
  await applyInOrder(objects.filter((object) => !isLater(object)));
  return () => applyInOrder(objects.filter(isLater));
}

async function applyInOrder(objects: readonly Manifest[]): Promise<void> {
  for (const stage of inOrder(objects)) await apply(tryKubectl, stage);
}
