import type { DuplicateField } from 'kustomize-ts';
import { describeResource } from './finding.ts';
import type { Finding } from './finding.ts';
import { documentationOf, fixOf } from './server/rule-texts.ts';

const RULE = 'schema/duplicate-field';

/** Keys that stand twice in plain YAML: the API server refuses them; of the objects, one value is all that is left. */
export function duplicateKeyFindings(duplicates: readonly DuplicateField[]): Finding[] {
  return duplicates.map(({ key, place: { path, line, column }, resource }) => ({
    rule: RULE,
    severity: 'error',
    message: `key ${key} already set in map`,
    resource: resource ? describeResource(resource) : '',
    field: '',
    file: path,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    related: [],
    fix: fixOf(RULE),
    documentation: documentationOf(RULE),
    overlays: [],
  }));
}
