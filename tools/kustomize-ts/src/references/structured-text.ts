import { KustomizeError } from '../error.ts';
import { printWithComments } from '../yaml/comments.ts';
import { goJsonIndent } from '../yaml/go-json-indent.ts';
import { goJson } from '../yaml/go-json.ts';
import { expandAnchors } from '../yaml/expand-anchors.ts';
import type { Node } from '../yaml/node.ts';
import { overwriteNode } from '../yaml/edit.ts';
import { scalarText } from '../resource/resource.ts';
import { parseDocument } from '../yaml/parser.ts';
import { toJsonValue } from '../yaml/to-json.ts';
import { lookup, matchPath } from './field-path.ts';
import type { Creation } from './field-path.ts';

/**
 * Sets a value within a text that is itself JSON or YAML, such as a file in a ConfigMap
 * (`data.config\.json.server.port`). Returns whether the path led into such a text; whatever goes wrong on the way
 * counts as no, and the caller takes the path as an ordinary one, as kustomize 5.8.1 does.
 */
export function setInStructuredText(
  root: Node,
  path: readonly string[],
  value: Node,
  create: Creation,
): boolean {
  if (path.length < 2) return false;
  try {
    return trySet(root, path, value, create);
  } catch (error) {
    if (error instanceof KustomizeError && error.code === 'unsupported') throw error;
    return false;
  }
}

function trySet(root: Node, path: readonly string[], value: Node, create: Creation): boolean {
  for (let length = 1; length < path.length; length++) {
    const field = tryLookup(root, path.slice(0, length));
    if (field?.kind !== 'scalar') continue;
    const parsed = parseDocument(field.value);
    if (!parsed) return false;
    const isJson = /^\s*[{[]/.test(field.value);
    const document = isJson ? expandAnchors(parsed) : parsed;
    const targets = matchPath(document, path.slice(length), create, undefined);
    if (targets.length === 0) return false;
    const edited = targets.every(({ kind }) => kind === 'scalar') ? 'scalars' : 'collections';
    for (const target of targets) {
      if (target.kind === 'scalar') target.value = scalarText(value);
      else overwriteNode(target, value);
    }
    field.value = isJson
      ? printJson(document, field.value)
      : printWithComments(document, field.value, edited).trim();
    return true;
  }
  return false;
}

function tryLookup(root: Node, path: readonly string[]): Node | undefined {
  try {
    return lookup(root, path, undefined);
  } catch {
    return undefined;
  }
}

/** JSON on one line, or over several where the text was. */
function printJson(document: Node, original: string): string {
  const json = toJsonValue(document);
  return original.includes('\n') && original.includes('  ') ? goJsonIndent(json) : goJson(json);
}
