import { KustomizeError } from '../error.ts';
import { scalarText } from '../resource/resource.ts';
import { placeOf } from '../yaml/describe.ts';
import { getField, removeField } from '../yaml/node.ts';
import type { MappingNode, Node, SequenceNode } from '../yaml/node.ts';

/** What `$patch` asks for. */
export type Directive = 'merge' | 'replace' | 'delete';

const KEY = '$patch';

function read(node: Node): Directive {
  const text = scalarText(node);
  if (text === 'merge' || text === 'replace' || text === 'delete') return text;
  throw new KustomizeError(
    'invalid-value',
    `unknown patch strategy ${JSON.stringify(text)} in ${KEY}`,
    {
      place: placeOf(node),
      fix: 'use replace, delete or merge',
    },
  );
}

/** The directive of a map in a patch, taken out of it. */
export function mapDirective(patch: MappingNode): Directive {
  const node = getField(patch, KEY);
  if (!node) return 'merge';
  const directive = read(node);
  removeField(patch, KEY);
  return directive;
}

/** The directive of a list in a patch: an element that holds nothing but `$patch`; it is taken out. */
export function listDirective(patch: SequenceNode): Directive {
  const element = patch.items.find((item) => getField(item, KEY) !== undefined);
  const node = getField(element, KEY);
  if (element?.kind !== 'mapping' || !node || element.entries.length > 1) return 'merge';
  const directive = read(node);
  patch.items = patch.items.filter((item) => scalarText(getField(item, KEY)) !== directive);
  return directive;
}
