import type { DuplicateField } from 'kustomize-ts';
import { describeResource } from './finding.ts';
import type { Finding } from './finding.ts';

/** Keys that stand twice in plain YAML: the API server refuses them; of the objects, one value is all that is left. */
export function duplicateKeyFindings(duplicates: readonly DuplicateField[]): Finding[] {
  return duplicates.map(({ key, place: { path, line, column }, resource }) => ({
    rule: 'schema/duplicate-field',
    severity: 'error',
    message: `key ${key} already set in map`,
    resource: resource ? describeResource(resource) : '',
    field: '',
    file: path,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    related: [],
    fix: 'keep one of them',
    documentation: '',
    overlays: [],
  }));
}
