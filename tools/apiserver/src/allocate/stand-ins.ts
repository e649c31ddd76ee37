import type { JsonObject } from 'kustomize-ts';
import { integer, object, objects, text, texts } from '../field/read.ts';

/**
 * The fields of a changed Service that hold what a dry run put there: kept from the live object or new.
 * `live` and `after` are the fields that the allocator filled in of each.
 */
export function standIns(
  before: { readonly object: JsonObject; readonly allocated: readonly string[] },
  after: { readonly object: JsonObject; readonly allocated: readonly string[] },
): string[] {
  const old = new Map(allocatedFields(before.object));
  const kept = new Set(before.allocated.map((field) => old.get(field)));
  return allocatedFields(after.object)
    .filter(([field, value]) => after.allocated.includes(field) || kept.has(value))
    .map(([field]) => field);
}

/** Every field of a Service that an allocator may have filled in, with its value. */
function allocatedFields(service: JsonObject): (readonly [string, number | string])[] {
  const spec = object(service, 'spec');
  const fields: (readonly [string, number | string])[] = [
    ['spec.clusterIP', text(spec, 'clusterIP')],
    ['spec.healthCheckNodePort', integer(spec, 'healthCheckNodePort')],
  ];
  for (const [index, address] of texts(spec, 'clusterIPs').entries()) {
    fields.push([`spec.clusterIPs[${index}]`, address]);
  }
  for (const [index, port] of objects(spec, 'ports').entries()) {
    fields.push([`spec.ports[${index}].nodePort`, integer(port, 'nodePort')]);
  }
  return fields.filter(([, value]) => value !== '' && value !== 0);
}
