import { createHash } from 'node:crypto';

import type { Finding } from './finding.ts';

/**
 * What stays the same of a finding while the lines around it move: 32 hexadecimal digits of its rule, resource, field
 * and message. Two findings may share one, as with two items of a list that have the same mistake.
 */
export function fingerprintOf({
  rule,
  resource,
  field,
  message,
}: Pick<Finding, 'field' | 'message' | 'resource' | 'rule'>): string {
  const parts = [rule, stableName(resource), field.replaceAll(/\[\d+\]/g, '[]'), stable(message)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** The name without the hash that kustomize appends to it, which is in ten of these letters. */
export function stableName(name: string): string {
  return name.replaceAll(/-[2456789bcdfghkmt]{10}(?![a-z0-9])/g, '');
}

/** Without what moves: places in files, indexes, white space. */
function stable(message: string): string {
  return stableName(message)
    .replaceAll(/(?<=\.(?:ya?ml|json)):\d+(?::\d+)?/g, '')
    .replaceAll(/\[\d+\]/g, '[]')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
