import { createRequire } from 'node:module';

import { KustomizeError } from 'kustomize-ts';
import type * as Yaml from 'yaml';

/** A text of a document and where it stands. */
export interface PlacedText {
  readonly text: string;
  /** An error about it. */
  wrong(reason: string, fix: string): KustomizeError;
}

/** A YAML file that a person wrote for these commands. Whatever is not as asked for throws a KustomizeError with its line. */
export interface YamlDocument {
  /** The text at a path of keys; undefined where there is none. */
  text(...path: string[]): string | undefined;
  /** The texts of the list at a path; none where there is no list. */
  texts(...path: string[]): PlacedText[];
  /** An error about what stands at a path. */
  wrong(path: readonly string[], reason: string, fix: string): KustomizeError;
}

/**
 * Reads a YAML file.
 * @param shown its path as messages show it
 */
export function readYamlDocument(bytes: Uint8Array, shown: string): YamlDocument {
  // Loaded when first needed: most runs read no such file, and it costs a quarter of the start.
  const yaml: typeof Yaml = createRequire(import.meta.url)('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(new TextDecoder().decode(bytes), { lineCounter: lines });

  function errorAt(
    code: 'yaml-syntax' | 'wrong-type',
    offset: number,
    reason: string,
    fix: string,
  ) {
    const { line, col } = lines.linePos(offset);
    return new KustomizeError(code, reason, { place: { path: shown, line, column: col }, fix });
  }

  function wrongNode(node: Yaml.Node | undefined, reason: string, fix: string): KustomizeError {
    return errorAt('wrong-type', node?.range?.[0] ?? 0, reason, fix);
  }

  const [syntax] = document.errors;
  if (syntax) {
    const [reason = syntax.message] = syntax.message.split(/ at line |\n/, 1);
    throw errorAt('yaml-syntax', syntax.pos[0], reason, 'correct the YAML');
  }

  function resolve(node: unknown): Yaml.Node | undefined {
    if (yaml.isAlias(node)) return node.resolve(document);
    return yaml.isNode(node) ? node : undefined;
  }

  function find(path: readonly string[]): Yaml.Node | undefined {
    let node = resolve(document.contents);
    for (const [i, key] of path.entries()) {
      if (node === undefined) return undefined;
      if (!yaml.isMap(node)) {
        const above = path.slice(0, i).join('.') || 'the file';
        throw wrongNode(node, `${above} is not a mapping`, 'write fields below it');
      }
      node = resolve(node.get(key, true));
    }
    return node;
  }

  function textOf(node: Yaml.Node | undefined, name: string): string {
    if (yaml.isScalar(node) && typeof node.value === 'string') return node.value;
    throw wrongNode(node, `${name} is not a text`, 'write a text');
  }

  return {
    text(...path) {
      const node = find(path);
      return node === undefined ? undefined : textOf(node, path.join('.'));
    },
    texts(...path) {
      const name = path.join('.');
      const node = find(path);
      if (node === undefined) return [];
      if (!yaml.isSeq(node)) throw wrongNode(node, `${name} is not a list`, 'write a list');
      return node.items.map((item, i) => {
        const entry = resolve(item);
        const text = textOf(entry, `${name}[${i}]`);
        return { text, wrong: (reason, fix) => wrongNode(entry, reason, fix) };
      });
    },
    wrong: (path, reason, fix) => wrongNode(find(path), reason, fix),
  };
}
