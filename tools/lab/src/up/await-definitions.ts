import type { Kubectl } from '../kubectl.ts';
import { waitFor } from '../process/wait.ts';

/**
 * Waits until all definitions of custom resources are served. kubectl's own wait fails at a definition that has no conditions
 * yet, and has to be asked again.
 */
export async function awaitDefinitions(kubectl: Kubectl): Promise<void> {
  const args = ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=20s'];
  const isServed = async (): Promise<boolean> => (await kubectl(args)).code === 0;
  await waitFor('custom resources are served', 60_000, isServed, 250);
}
