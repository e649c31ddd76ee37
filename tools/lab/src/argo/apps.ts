import { inLab } from '../paths.ts';
import { withRepository } from './repository-address.ts';
import { objectsOf } from './settings.ts';
import { applyObjects } from './start-argo.ts';

/** The bare repository with the rendered branches. */
export function environmentsRepository(): string {
  return inLab('argo', 'environments.git');
}

/** Applies `apps/` as it is, but for the address of the repository. */
export async function applyApps(folder: string, address: string): Promise<void> {
  await applyObjects(withRepository(objectsOf(folder), address));
}
