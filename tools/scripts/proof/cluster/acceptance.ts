import type { JsonObject } from 'kustomize-ts';

import { FIELD_MANAGER } from './field-manager.ts';
import type { RealAnswer } from './real-answer.ts';
import { toClusterObject } from './cluster-object.ts';
import type { Reality } from './reality.ts';

/** What the API server says to the object; nothing is stored. */
export async function askAcceptance(reality: Reality, object: JsonObject): Promise<RealAnswer> {
  try {
    await reality.cluster.dryRunApply(toClusterObject(object), FIELD_MANAGER);
  } catch (error) {
    return { answer: `refused: ${messageOf(error)}` };
  }
  const args = ['apply', '--server-side', '--force-conflicts', '--dry-run=server'];
  const { stderr } = await reality.kubectl(
    [...args, `--field-manager=${FIELD_MANAGER}`, '--filename=-'],
    JSON.stringify(object),
  );
  const warnings = stderr
    .split('\n')
    .flatMap((line) => (line.startsWith('Warning: ') ? [line.slice('Warning: '.length)] : []));
  if (warnings.length === 0) return { answer: 'accepted' };
  return { answer: `accepted, with a warning: ${warnings.join(' ')}` };
}

/** What the server said, without what the client made of it. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^(?:cannot|not allowed to) patch \S+ \S+: /, '')
    .replace(/; have a role bound that allows it$/, '');
}
