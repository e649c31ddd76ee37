import { KustomizeError } from './error.ts';
import { resolveAliases } from './kustomization/config-document.ts';
import { decodeText } from './yaml/decode-text.ts';
import { placeOf } from './yaml/describe.ts';
import { findDuplicateKeys } from './yaml/duplicate-keys.ts';
import type { Node, Source } from './yaml/node.ts';
import { parseDocument } from './yaml/parser.ts';
import { toJsonValueV11 } from './yaml/v11.ts';

/**
 * Reads a YAML file of one document, strictly. Plain scalars mean what they mean in resources (`yes` is a text); aliases
 * and merges are written out. Undefined where the file is empty.
 * Errors: bad YAML and a second document ('yaml-syntax'), keys that stand twice ('conflict'), aliases without an end
 * ('limit'), values that JSON cannot express ('wrong-type', 'invalid-value').
 */
export function readYaml(bytes: Uint8Array, source: Source): Node | undefined {
  const document = parseDocument(decodeText(bytes, source), { source, single: true });
  if (!document) return undefined;
  // Before aliases are followed: it refuses those that expand too far.
  toJsonValueV11(document);
  const [duplicate] = findDuplicateKeys(document);
  if (!duplicate) return resolveAliases(document);
  const place = placeOf(duplicate.value);
  const fix = 'remove one of them';
  throw new KustomizeError('conflict', `the key ${duplicate.key} stands twice`, { place, fix });
}
