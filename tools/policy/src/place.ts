import type { Resource } from 'kustomize-ts';
import { describeResource } from './finding.ts';
import type { FindingPlace } from './finding.ts';
import { locateField, locateText } from './locate.ts';

/**
 * A field of a resource, with the line where it was written; what is not there stands where it would be. `at` is a place
 * within the text of the field, counted from 1.
 */
export function placeOfField(
  resource: Resource,
  field: string,
  at?: { readonly line: number; readonly column: number },
): FindingPlace {
  const place = (at && locateText(resource.node, field, at)) ?? locateField(resource.node, field);
  return {
    resource: describeResource(resource),
    field,
    file: place?.path ?? '',
    ...(place?.line !== undefined && { line: place.line }),
    ...(place?.column !== undefined && { column: place.column }),
  };
}
