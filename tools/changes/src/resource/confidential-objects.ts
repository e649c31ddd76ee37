import { stemOf } from './hash-suffix.ts';
import type { Identity } from './identity.ts';
import { isSecret } from './mask-secret.ts';

interface Unmatched {
  readonly removed: readonly Identity[];
  readonly added: readonly Identity[];
}

/**
 * Whether the values of an object must not be shown: those of Secrets, and of what has the place of a Secret, because the
 * other side has one of the same name, whose values it may hold.
 */
export function confidentialObjects({ removed, added }: Unmatched): (object: Identity) => boolean {
  const secrets = new Set([...removed, ...added].filter(isSecret).map(nameKey));
  return (object) => isSecret(object) || secrets.has(nameKey(object));
}

function nameKey({ namespace, name }: Identity): string {
  return JSON.stringify([namespace ?? '', stemOf(name) ?? name]);
}
