import { KustomizeError } from '../error.ts';
import { describeNodeKind, placeOf } from '../yaml/describe.ts';
import { expandAnchors } from '../yaml/expand-anchors.ts';
import { splitDocuments } from '../yaml/documents.ts';
import { jsonRoundTrip } from '../yaml/json-round-trip.ts';
import { getField, getPath, isNull } from '../yaml/node.ts';
import type { MappingNode, Node, Source } from '../yaml/node.ts';
import { scalarText } from './resource.ts';

/**
 * The objects in a text of YAML or JSON documents: empty documents are dropped, lists (`kind` ending in `List`, with
 * `items`) are replaced by what they hold, anchors are expanded.
 * Errors: bad YAML ('yaml-syntax'), an object without kind or name ('missing-value'), something else than an object
 * ('wrong-type').
 */
export function readObjects(text: string, source: Source): MappingNode[] {
  const documents = splitDocuments(text, source);
  const nodes = documents.length === 1 ? unwrapList(documents[0]!) : documents;
  const queue = dropEmpty(nodes.map((node) => expandAnchors(node)));
  const result: MappingNode[] = [];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const items = kindOf(next).endsWith('List') ? getField(next, 'items') : undefined;
    if (items === undefined) result.push(next);
    else if (items.kind === 'sequence')
      queue.push(...dropEmpty(items.items.map((item) => jsonRoundTrip(item))));
    else if (!isNull(items)) {
      throw new KustomizeError(
        'wrong-type',
        `items of a ${kindOf(next)} must be a list, but is ${describeNodeKind(items)}`,
        {
          place: placeOf(items),
          fix: 'write a list of objects',
        },
      );
    }
  }
  return result;
}

/** The only document of a file, if it is a `List`, stands for its items as they are written. */
function unwrapList(document: Node): readonly Node[] {
  const kind = kindOf(document);
  if (kind !== 'List' && kind !== 'ResourceList') return [document];
  const items = getField(document, 'items');
  if (items === undefined && getField(document, 'functionConfig') === undefined) return [document];
  return items?.kind === 'sequence' ? items.items : [];
}

function kindOf(node: Node): string {
  return textOf(getField(node, 'kind'));
}

function textOf(node: Node | undefined): string {
  return node === undefined || isNull(node) ? '' : scalarText(node);
}

function dropEmpty(nodes: readonly Node[]): MappingNode[] {
  return nodes.filter((node) => !isEmpty(node)).map((node) => checkObject(node));
}

function isEmpty(node: Node): boolean {
  if (node.kind === 'mapping') return node.entries.length === 0;
  if (node.kind === 'sequence') return node.items.length === 0;
  return isNull(node);
}

/** What every object needs. Errors: no mapping ('wrong-type'), no kind or name ('missing-value'). */
export function checkObject(node: Node): MappingNode {
  const place = placeOf(node);
  if (node.kind !== 'mapping') {
    throw new KustomizeError(
      'wrong-type',
      `a Kubernetes object must be a mapping, but this is ${describeNodeKind(node)}`,
      {
        place,
        fix: 'write an object with apiVersion, kind and metadata',
      },
    );
  }
  const kind = kindOf(node);
  if (kind === '') {
    throw new KustomizeError('missing-value', 'the object has no kind', { place, fix: 'add kind' });
  }
  if (!kind.endsWith('List') && textOf(getPath(node, 'metadata', 'name')) === '') {
    throw new KustomizeError('missing-value', `the ${kind} has no metadata.name`, {
      place,
      fix: 'add metadata.name',
    });
  }
  return node;
}
