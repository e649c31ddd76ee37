import type { ConfigMapEntry } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import type { Root } from '../load/loader.ts';
import { compareGoStrings } from '../yaml/json-value.ts';
import { newField, textNode, untaggedScalar } from '../yaml/edit.ts';
import { getField } from '../yaml/node.ts';
import type { MappingNode } from '../yaml/node.ts';
import { encodeBase64Lines, generatedObject } from './generated-object.ts';
import { loadKeyValues } from './key-values.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One entry of `configMapGenerator`: texts go into `data`, other bytes into `binaryData`. Errors: as loadKeyValues. */
export function makeConfigMap(
  context: BuildContext,
  root: Root,
  entry: ConfigMapEntry,
): MappingNode {
  const object = generatedObject('ConfigMap', entry);
  const data = [...loadKeyValues(context, root, entry)].toSorted(([a], [b]) =>
    compareGoStrings(a, b),
  );
  for (const [key, { value, node, file }] of data) {
    const text = decodeText(value);
    const field = text === undefined ? 'binaryData' : 'data';
    const map = getField(object, field) ?? newField(object, field, 'mapping');
    const { source, line, column } = node;
    const isFile = text !== undefined && file !== undefined;
    const scalar = {
      ...textNode(text ?? encodeBase64Lines(value)),
      source,
      line,
      column,
      ...(isFile && { verbatim: { path: file, line: 1, text } }),
    };
    if (map.kind === 'mapping') map.entries.push({ key: untaggedScalar(key), value: scalar });
  }
  return object;
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
