import type { JsonObject } from 'kustomize-ts';
import { decode } from './decode/decode.ts';
import { clusterOf, prepareMetadata, rulesOf, stored, type ClusterOptions } from './store.ts';

/**
 * An object with its defaults, whether or not the API server would accept it: for what is read of manifests that it
 * refuses. Fields that its kind does not have are left out. Undefined where it cannot be decoded at all. Does not change
 * its input.
 */
export function defaultsOf(
  input: JsonObject,
  options: ClusterOptions & { readonly namespace?: string } = {},
): JsonObject | undefined {
  const decoded = decode(input, { fieldValidation: 'Ignore' });
  if ('refusal' in decoded) return undefined;
  prepareMetadata(decoded, options.namespace);
  rulesOf(decoded).default?.(decoded.object, clusterOf(options));
  return stored(decoded);
}
