import { KustomizeError } from '../error.ts';
import type { ConfigMapEntry } from '../kustomization/fields.ts';
import { placeOf } from '../yaml/describe.ts';
import { mappingNode, stringNode } from '../yaml/node.ts';
import type { MappingNode } from '../yaml/node.ts';

/** The frame of a generated object. Errors: no name ('missing-value'). */
export function generatedObject(
  kind: string,
  { name, namespace, node }: ConfigMapEntry,
): MappingNode {
  if (!name) {
    throw new KustomizeError('missing-value', `the ${kind} generator has no name`, {
      place: placeOf(node),
      fix: 'add name',
    });
  }
  const metadata = mappingNode([['name', stringNode(name)]]);
  if (namespace)
    metadata.entries.push({ key: stringNode('namespace'), value: stringNode(namespace) });
  return mappingNode([
    ['apiVersion', stringNode('v1')],
    ['kind', stringNode(kind)],
    ['metadata', metadata],
  ]);
}

const LINE = 70;

/** Base64, in lines of 70 characters as soon as it is that long; each ends with a line feed then. */
export function encodeBase64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  if (text.length < LINE) return text;
  const lines: string[] = [];
  for (let i = 0; i < text.length; i += LINE) lines.push(`${text.slice(i, i + LINE)}\n`);
  return lines.join('');
}
