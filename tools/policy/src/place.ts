import type { Resource } from 'kustomize-ts';
import { describeResource } from './finding.ts';
import type { FindingPlace } from './finding.ts';
import { locateField } from './locate.ts';

/** A field of a resource, with the line where it was written; what is not there stands where it would be. */
export function placeOfField(resource: Resource, field: string): FindingPlace {
  const place = locateField(resource.node, field);
  return {
    resource: describeResource(resource),
    field,
    file: place?.path ?? '',
    ...(place?.line !== undefined && { line: place.line }),
    ...(place?.column !== undefined && { column: place.column }),
  };
}
