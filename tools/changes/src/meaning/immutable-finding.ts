import type { Finding, FindingPlace } from '@fingerpost/policy';

import type { Refusal, ResourceChange } from '../changes.ts';
import type { Place } from '../place.ts';
import { refusedField } from './refused-field.ts';
import { wayOut } from './way-out.ts';

const RULE = 'gitops/immutable-change';

/** A change that the API server refuses. */
export interface RefusedChange {
  readonly refusal: Refusal;
  readonly change: ResourceChange;
  readonly overlay: string;
  /** The API server takes the new manifest as a whole. */
  readonly canBePut: boolean;
}

/** The finding about it: on the line of the new value, with that of the old one beside it. */
export function immutableFinding({ refusal, change, overlay, canBePut }: RefusedChange): Finding {
  const field = refusedField(refusal, change.fields);
  const path = field?.path ?? refusal.field;
  const said = refusal.field === '' ? refusal.message : `${refusal.field}: ${refusal.message}`;
  const where = field && field.path !== refusal.field ? ` (${field.path} changed)` : '';
  const before = field?.beforePlace;
  return {
    rule: RULE,
    severity: 'error',
    message: `${canBePut ? 'cannot be applied over the old one' : 'has to be deleted and made anew'}: ${said}${where}`,
    ...placeIn(change, path, field?.afterPlace ?? change.place),
    related: before ? [{ message: 'the old value', ...placeIn(change, path, before) }] : [],
    fix: wayOut(change.kind, canBePut),
    documentation: `docs/rules/${RULE}.md`,
    overlays: [overlay],
  };
}

function placeIn(change: ResourceChange, field: string, place: Place | undefined): FindingPlace {
  const { kind, namespace = '', name } = change;
  return {
    resource: `${kind}/${namespace}/${name}`,
    field,
    file: place?.file ?? '',
    ...(place?.line !== undefined && { line: place.line }),
    ...(place?.column !== undefined && { column: place.column }),
  };
}
