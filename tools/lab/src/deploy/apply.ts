import type { Kubectl } from '../kubectl.ts';
import { LabError } from '../lab-error.ts';
import { idOf } from './manifest.ts';
import type { Manifest } from './manifest.ts';

const MANAGER = '--field-manager=fingerpost-lab';

/**
 * Applies objects on the server's side.
 * @returns warnings of the API server, which kubectl prints on its standard error
 */
export async function apply(
  kubectl: Kubectl,
  manifests: readonly Manifest[],
): Promise<readonly string[]> {
  if (manifests.length === 0) return [];
  const list = { apiVersion: 'v1', kind: 'List', items: manifests.map(({ object }) => object) };
  const flags = ['apply', '--server-side', '--force-conflicts', MANAGER, '--filename=-'];
  const { code, stderr } = await kubectl(flags, { input: JSON.stringify(list), deadline: 180_000 });
  const lines = stderr.split('\n').filter((line) => line !== '');
  const warnings = lines.filter((line) => line.startsWith('Warning: '));
  if (code === 0) return warnings.map((line) => line.slice('Warning: '.length));
  const refused = lines.filter((line) => !warnings.includes(line));
  throw new LabError(
    `the API server refuses some of ${manifests.length} objects:\n  ${refused.join('\n  ')}`,
  );
}

/** Objects in the order in which they can be applied: each finds there what it needs, and the policies judge all the rest. */
export function inOrder(manifests: readonly Manifest[]): readonly (readonly Manifest[])[] {
  const stages = new Map<number, Map<string, Manifest>>();
  for (const manifest of manifests) {
    const stage = stageOf(manifest);
    const found = stages.get(stage) ?? new Map<string, Manifest>();
    stages.set(stage, found.set(idOf(manifest), manifest));
  }
  return [...stages.entries()]
    .toSorted(([one], [other]) => one - other)
    .map(([, objects]) => [...objects.values()]);
}

function stageOf({ kind }: Manifest): number {
  if (kind === 'Namespace') return 0;
  if (['ConfigMap', 'Secret', 'ServiceAccount'].includes(kind)) return 1;
  if (kind.startsWith('ValidatingAdmissionPolicy')) return kind.endsWith('Binding') ? 3 : 2;
  // Before pods, so that none starts without its rules.
  if (['NetworkPolicy', 'Service', 'EndpointSlice', 'GatewayClass'].includes(kind)) return 4;
  return 5;
}
