import type { SecretEntry } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import type { Root } from '../load/loader.ts';
import { compareGoStrings } from '../yaml/json-value.ts';
import { textNode, untaggedMap } from '../yaml/edit.ts';
import { setField, stringNode } from '../yaml/node.ts';
import type { MappingNode } from '../yaml/node.ts';
import { encodeBase64Lines, generatedObject } from './generated-object.ts';
import { loadKeyValues } from './key-values.ts';

/** One entry of `secretGenerator`. Errors: as loadKeyValues. */
export function makeSecret(context: BuildContext, root: Root, entry: SecretEntry): MappingNode {
  const object = generatedObject('Secret', entry);
  setField(object, 'type', stringNode(entry.type || 'Opaque'));
  const data = [...loadKeyValues(context, root, entry)].toSorted(([a], [b]) =>
    compareGoStrings(a, b),
  );
  setField(
    object,
    'data',
    untaggedMap(
      data.map(
        ([
          key,
          {
            value,
            node: { source, line, column },
          },
        ]) => [key, { ...textNode(encodeBase64Lines(value)), source, line, column }],
      ),
    ),
  );
  return object;
}
