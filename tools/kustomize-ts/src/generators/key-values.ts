import path from 'node:path';
import { KustomizeError } from '../error.ts';
import type { Located } from '../kustomization/decode.ts';
import type { ConfigMapEntry } from '../kustomization/fields.ts';
import type { BuildContext } from '../load/context.ts';
import { loadFile } from '../load/loader.ts';
import type { Root } from '../load/loader.ts';
import { placeOf } from '../yaml/describe.ts';
import type { Node } from '../yaml/node.ts';

/** One key of generated data: its bytes and the node that asked for it. */
export interface KeyValue {
  readonly value: Uint8Array;
  readonly node: Node;
  /** The file whose whole content the value is, as it is shown to people; undefined of other values. */
  readonly file?: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The data of a generator: env files, then literals, then files.
 * Keys are not checked, as kustomize does not.
 * Errors: a key twice ('conflict'), a source that is malformed ('invalid-value') or cannot be read (as loadFile).
 */
export function loadKeyValues(
  context: BuildContext,
  root: Root,
  entry: ConfigMapEntry,
): Map<string, KeyValue> {
  const result = new Map<string, KeyValue>();
  const add = (key: string, value: Uint8Array, node: Node, from?: string): void => {
    if (result.has(key)) {
      throw new KustomizeError(
        'conflict',
        `the key ${JSON.stringify(key)} is there twice in ${entry.name ?? ''}`,
        {
          place: placeOf(node),
          fix: 'remove one',
        },
      );
    }
    result.set(key, { value, node, ...(from !== undefined && { file: from }) });
  };
  const envs = [...(entry.envs ?? []), ...(entry.env?.value ? [entry.env] : [])];
  for (const { value, node } of envs) {
    const file = loadFile(context, root, value, placeOf(node));
    for (const [key, text] of readEnvFile(file.bytes, file.source.path))
      add(key, encoder.encode(text), node);
  }
  for (const { value, node } of entry.literals ?? []) {
    const equals = value.indexOf('=');
    if (equals < 1) {
      throw new KustomizeError(
        'invalid-value',
        // It may be a password, which a message must not show.
        'the literal is not of the form key=value',
        {
          place: placeOf(node),
          fix: 'write key=value',
        },
      );
    }
    add(value.slice(0, equals), encoder.encode(unquote(value.slice(equals + 1))), node);
  }
  for (const source of entry.files ?? []) {
    const { key, file } = splitFileSource(source);
    const loaded = loadFile(context, root, file, placeOf(source.node));
    add(key, loaded.bytes, source.node, loaded.source.path);
  }
  return result;
}

/** One pair of quotes around a literal's value is not part of it. */
function unquote(text: string): string {
  const quoted =
    text.length >= 2 && text[0] === text.at(-1) && (text[0] === '"' || text[0] === "'");
  return quoted ? text.slice(1, -1) : text;
}

/** `path` or `key=path`; without a key it is the last part of the path. */
function splitFileSource({ value, node }: Located<string>): { key: string; file: string } {
  const parts = value.split('=');
  const [first = '', second = ''] = parts;
  if (parts.length === 1) return { key: path.posix.basename(value), file: value };
  if (parts.length > 2 || first === '' || second === '') {
    throw new KustomizeError(
      'invalid-value',
      `the file source ${JSON.stringify(value)} is not of the form key=path`,
      {
        place: placeOf(node),
        fix: 'write path or key=path, without = in either',
      },
    );
  }
  return { key: first, file: second };
}

/** Lines of `KEY=value`; comments, empty lines and lines without a key are passed over, a line without `=` has no value. */
function* readEnvFile(bytes: Uint8Array, file: string): Generator<readonly [string, string]> {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw new KustomizeError('invalid-value', 'the env file is not UTF-8', {
      place: { path: file },
      fix: 'save it as UTF-8',
      cause,
    });
  }
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const line of lines) {
    const content = line.replace(/\r$/, '').replace(/^[\s\u0085]+/, '');
    if (content === '' || content.startsWith('#')) continue;
    const equals = content.indexOf('=');
    const key = equals < 0 ? content : content.slice(0, equals);
    if (key !== '') yield [key, equals < 0 ? '' : content.slice(equals + 1)];
  }
}
