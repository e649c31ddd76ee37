import { KustomizeError } from '../error.ts';
import { NEXT_LINE, isBreak } from './characters.ts';
import { applyFootComment } from './foot-comment.ts';
import { goJsonString } from './go-json.ts';
import { compareKeys } from './key-order.ts';
import { resolveLeftoverMerge } from './leftover-merge.ts';
import { duplicateKey, keyValue, placeAt } from './mapping-key.ts';
import type { MappingNode, Node, ScalarNode, SequenceNode } from './node.ts';
import { formatShortest, isKeptInteger } from './numbers.ts';
import { roundTrip, throughJson } from './round-trip.ts';
import { isSimpleKey } from './scalar-style.ts';
import { unexpandedAlias } from './to-json.ts';
import { writeKey, writeString } from './write-string.ts';

/**
 * A resource as kustomize 5.8.1 prints it, with a line break at its end. kustomize writes the tree with go-yaml v3,
 * reads that into a Go map, makes JSON of it, reads the JSON with go-yaml v2 and prints the result with go-yaml v2;
 * this gives the same text in one step.
 *
 * @throws KustomizeError where one of those steps fails: `invalid-value` for values without a JSON form and for
 * control characters, `conflict` for keys that occur twice, `wrong-type` for keys that are no strings.
 */
export function printYaml(node: Node): string {
  switch (node.kind) {
    case 'mapping':
      return node.entries.length === 0
        ? '{}\n'
        : printMapping(applyFootComment(node), 0, false, false, true);
    case 'sequence':
      return node.items.length === 0 ? '[]\n' : printSequence(node, 0, false, false);
    case 'scalar':
      return endLine(printScalar(node, 0, 2, false));
    case 'alias':
      throw unexpandedAlias(node);
  }
}

interface Field {
  readonly key: string;
  readonly value: Node;
}

/** The entries of a block mapping; `inline` leaves out the indentation of the first, which follows a `- `. */
function printMapping(
  node: MappingNode,
  indent: number,
  inline: boolean,
  parentInFlow: boolean,
  isRoot: boolean,
): string {
  const inFlow = parentInFlow || node.style === 'flow';
  const spaces = ' '.repeat(indent);
  const fields = sortedFields(resolveLeftoverMerge(node), inFlow, isRoot);
  // All keys of a top level may be lost.
  if (fields.length === 0) return '{}\n';
  let printed = '';
  for (let i = 0; i < fields.length; i++) {
    const { key, value } = fields[i]!;
    if (i > 0 || !inline) printed += spaces;
    if (isSimpleKey(key)) {
      const text = writeKey(key);
      printed += `${text}:${printValue(value, indent, indent + text.length + 2, inFlow)}`;
    } else {
      printed += `? ${endLine(writeString(key, indent + 2, indent + 2))}`;
      printed += `${spaces}:${printNested(value, indent, inFlow)}`;
    }
  }
  return printed;
}

function printSequence(
  node: SequenceNode,
  indent: number,
  inline: boolean,
  parentInFlow: boolean,
): string {
  const inFlow = parentInFlow || node.style === 'flow';
  const { items } = node;
  const spaces = ' '.repeat(indent);
  let printed = '';
  for (let i = 0; i < items.length; i++) {
    if (i > 0 || !inline) printed += spaces;
    printed += `-${printNested(items[i]!, indent, inFlow)}`;
  }
  return printed;
}

/** What follows `key:` on its line and the lines below; lists stand at the column of their key. */
function printValue(node: Node, indent: number, column: number, inFlow: boolean): string {
  switch (node.kind) {
    case 'scalar':
      return ` ${endLine(printScalar(node, column, indent + 2, inFlow))}`;
    case 'mapping':
      if (node.entries.length === 0) return ' {}\n';
      return `\n${printMapping(node, indent + 2, false, inFlow, false)}`;
    case 'sequence':
      if (node.items.length === 0) return ' []\n';
      return `\n${printSequence(node, indent, false, inFlow)}`;
    case 'alias':
      throw unexpandedAlias(node);
  }
}

/** What follows a `-`, or the `:` of a key that is written with `?`: collections begin on the same line. */
function printNested(node: Node, indent: number, inFlow: boolean): string {
  switch (node.kind) {
    case 'mapping':
      if (node.entries.length === 0) return ' {}\n';
      return ` ${printMapping(node, indent + 2, true, inFlow, false)}`;
    case 'sequence':
      if (node.items.length === 0) return ' []\n';
      return ` ${printSequence(node, indent + 2, true, inFlow)}`;
    default:
      return printValue(node, indent, indent + 2, inFlow);
  }
}

function printScalar(node: ScalarNode, column: number, indent: number, inFlow: boolean): string {
  const value = roundTrip(node, inFlow);
  switch (typeof value) {
    case 'string': {
      const text = throughJson(value);
      if (text === undefined) throw controlCharacter(node, 'value');
      return writeString(text, column, indent);
    }
    case 'number':
      // Go prints integers of JSON as they are, and every other number in its shortest form.
      return isKeptInteger(value) ? String(value) : formatShortest(value);
    default:
      return String(value);
  }
}

function sortedFields(mapping: MappingNode, inFlow: boolean, isRoot: boolean): Field[] {
  const { entries } = mapping;
  const fields: Field[] = [];
  for (let i = 0; i < entries.length; i++) {
    const { key: node, value } = entries[i]!;
    const key = keyValue(node, inFlow, isRoot);
    if (key === undefined) continue;
    refuseUnreadableKey(node, key);
    // Most mappings are small and nearly in order.
    let at = fields.length;
    while (at > 0) {
      const order = compareKeys(fields[at - 1]!.key, key);
      if (order === 0) throw duplicateKey(mapping, key);
      if (order < 0) break;
      at--;
    }
    if (at === fields.length) fields.push({ key, value });
    else fields.splice(at, 0, { key, value });
  }
  return fields;
}

/** A key in JSON that go-yaml v2 cannot read back: it must stand on one line and within 1024 characters. */
function refuseUnreadableKey(node: Node, key: string): void {
  for (let i = 0; i < key.length; i++) {
    const c = key.charCodeAt(i);
    if (c < 0x7f) continue;
    if (c === NEXT_LINE || throughJson(key) === undefined) throw controlCharacter(node, 'key');
  }
  // No character takes more than six in JSON.
  if (key.length > 1024 / 6 && Array.from(goJsonString(key)).length > 1024) {
    throw new KustomizeError(
      'limit',
      `mapping key '${key.slice(0, 20)}...' is longer than 1024 characters`,
      {
        place: placeAt(node),
      },
    );
  }
}

function controlCharacter(node: Node, what: string): KustomizeError {
  return new KustomizeError('invalid-value', `control characters are not allowed in a ${what}`, {
    place: placeAt(node),
    fix: 'remove U+007F to U+009F, U+FFFE and U+FFFF',
  });
}

/** Blocks end with the line break of their text, which may be another than a line feed. */
function endLine(text: string): string {
  return isBreak(text.charCodeAt(text.length - 1)) ? text : `${text}\n`;
}
