import { readYamlDocument } from './yaml-document.ts';
import type { YamlValue } from './yaml-document.ts';

/** A text in a file, which stands there exactly once, and what takes its place. */
export interface Replacement {
  /** Relative to the repository, as every path of an edit. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** One step of a change that a person makes. */
export type Edit =
  | Replacement
  /** The whole text of a file, new or not. */
  | { readonly file: string; readonly content: string }
  /** A symbolic link, in place of what stands there. */
  | { readonly link: string; readonly to: string }
  /** A file or a folder. */
  | { readonly remove: string }
  | { readonly move: string; readonly to: string };

/** A change that really happens, prepared so that its diff can be seen. */
export interface Scenario {
  /** `example`: a change of this repository, for `--example`. `change`: one of the repository beside the scenarios. */
  readonly kind: 'example' | 'change';
  readonly title: string;
  /** What a reviewer has to learn from the diff, in sentences. */
  readonly expect: readonly string[];
  /** Arguments beside `diff` and the format. */
  readonly args: readonly string[];
  /** Part of the old side already. */
  readonly before: readonly Edit[];
  readonly edits: readonly Edit[];
}

const FIELDS = ['kind', 'title', 'expect', 'args', 'before', 'edits'];

/**
 * Reads the `edit.yaml` of a scenario. tools/changes/golden/README.md describes it.
 * Throws a KustomizeError with line and column where the file is not what it has to be.
 * @param shown its path as messages show it
 */
export function readScenario(bytes: Uint8Array, shown: string): Scenario {
  const document = readYamlDocument(bytes, shown).only(FIELDS);
  const kind = document.field('kind')?.oneOf(['example', 'change']) ?? 'change';
  return {
    kind,
    title: textOf(document, 'title'),
    expect: listOf(document, 'expect').map((sentence) => sentence.text()),
    args: listOf(document, 'args').map((argument) => argument.text()),
    before: listOf(document, 'before').map(readEdit),
    edits: listOf(document, 'edits').map(readEdit),
  };
}

/** Reads one step of a change. */
export function readEdit(value: YamlValue): Edit {
  for (const { keys, read } of EDITS) {
    if (value.field(keys[0])) return read(value.only(keys));
  }
  throw value.wrong('an edit names no path', 'write file, link, remove or move');
}

const EDITS: readonly {
  /** The first one tells what it is. */
  readonly keys: readonly [string, ...string[]];
  readonly read: (value: YamlValue) => Edit;
}[] = [
  {
    keys: ['file', 'find', 'replace', 'content'],
    read(value) {
      const file = textOf(value, 'file');
      const content = value.field('content')?.text();
      if (content !== undefined) return { file, content };
      return { file, find: textOf(value, 'find'), replace: textOf(value, 'replace') };
    },
  },
  {
    keys: ['link', 'to'],
    read: (value) => ({ link: textOf(value, 'link'), to: textOf(value, 'to') }),
  },
  { keys: ['remove'], read: (value) => ({ remove: textOf(value, 'remove') }) },
  {
    keys: ['move', 'to'],
    read: (value) => ({ move: textOf(value, 'move'), to: textOf(value, 'to') }),
  },
];

function textOf(value: YamlValue, key: string): string {
  const found = value.field(key);
  if (found) return found.text();
  throw value.wrong(`${key} is missing`, `write ${key}`);
}

function listOf(value: YamlValue, key: string): YamlValue[] {
  return value.field(key)?.items() ?? [];
}
