import type { JsonObject } from 'kustomize-ts';
import { object, objects, text } from './field/read.ts';
import { sameValue } from './field/same-value.ts';

// Source: dedupOwnerReferences in apiserver/pkg/endpoints/handlers/rest.go.

const ADVICE =
  'API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed:';

/** Takes out references to owners that stand twice, and warns of them. `isPatch`: it is done after admission alone. */
export function dropDuplicateOwners(target: JsonObject, isPatch: boolean): readonly string[] {
  const metadata = object(target, 'metadata');
  const kept: JsonObject[] = [];
  const duplicates: string[] = [];
  for (const reference of objects(metadata, 'ownerReferences')) {
    if (kept.some((other) => sameValue(other, reference))) duplicates.push(text(reference, 'uid'));
    else kept.push(reference);
  }
  if (metadata === undefined || duplicates.length === 0) return [];
  metadata['ownerReferences'] = kept;
  const when = isPatch ? ' after mutating admission happens' : '';
  const what = `.metadata.ownerReferences contains duplicate entries${when}`;
  return [`${what}; ${ADVICE} ${duplicates.join(', ')}`];
}
