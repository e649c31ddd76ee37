import { createRequire } from 'node:module';
import type Crypto from 'node:crypto';
import { scalarText } from '../resource/resource.ts';
import type { Resource } from '../resource/resource.ts';
import { goJson } from '../yaml/go-json.ts';
import type { JsonValue } from '../yaml/json-value.ts';
import { getField } from '../yaml/node.ts';
import type { Node } from '../yaml/node.ts';
import { toJsonValue } from '../yaml/to-json.ts';

/** Appends a hash of the content to the names of what asked for it. */
export function addHashes(resources: readonly Resource[]): void {
  for (const resource of resources) {
    if (!resource.needsHash) continue;
    const hash = hashOf(resource);
    resource.rememberId();
    resource.setName(`${resource.name}-${hash}`);
  }
}

/** kubectl's name hash of ConfigMaps and Secrets (kustomize's hasher): ten characters without vowels and look-alikes. */
function hashOf({ node, kind }: Resource): string {
  // The name is meant to be part of it, but kustomize looks it up under a path that is never there.
  const content: Record<string, JsonValue> = { kind, name: '' };
  content['data'] = valueOf(getField(node, 'data'));
  const other = kind === 'Secret' ? 'stringData' : 'binaryData';
  if (kind === 'Secret') content['type'] = scalarText(getField(node, 'type'));
  const extra = getField(node, other);
  if (extra?.kind === 'mapping') content[other] = valueOf(extra);
  // Loaded when first needed: most overlays hash nothing, and it costs a tenth of the start.
  const { createHash }: typeof Crypto = createRequire(import.meta.url)('node:crypto');
  return encode(createHash('sha256').update(goJson(content)).digest('hex'));
}

function valueOf(node: Node | undefined): JsonValue {
  if (!node) return '';
  return node.kind === 'scalar' ? node.value : toJsonValue(node);
}

const SUBSTITUTES: Readonly<Record<string, string>> = {
  '0': 'g',
  '1': 'h',
  '3': 'k',
  a: 'm',
  e: 't',
};

function encode(hex: string): string {
  return hex
    .slice(0, 10)
    .replaceAll(/[013ae]/g, (character) => SUBSTITUTES[character] ?? character);
}
