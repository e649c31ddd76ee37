import { createRequire } from 'node:module';

import { KustomizeError } from 'kustomize-ts';
import type * as Yaml from 'yaml';

/**
 * A value in a YAML file that a person wrote for these commands. Whatever is not as asked for throws a KustomizeError
 * with its line.
 */
export interface YamlValue {
  /** The value of a key; undefined where there is none. */
  field(key: string): YamlValue | undefined;
  /** Refuses keys other than these. */
  only(keys: readonly string[]): YamlValue;
  /** The keys with their values, in the order of the file. */
  entries(): (readonly [key: string, value: YamlValue])[];
  items(): YamlValue[];
  text(): string;
  /** A text that is one of these. */
  oneOf<const T extends string>(choices: readonly T[]): T;
  /** An error about the value. */
  wrong(reason: string, fix: string): KustomizeError;
}

/**
 * Reads a YAML file.
 * @param shown its path as messages show it
 */
export function readYamlDocument(bytes: Uint8Array, shown: string): YamlValue {
  // Loaded when first needed: most runs read no such file, and it costs a quarter of the start.
  const yaml: typeof Yaml = createRequire(import.meta.url)('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(new TextDecoder().decode(bytes), { lineCounter: lines });

  function errorAt(
    code: 'unknown-field' | 'wrong-type' | 'yaml-syntax',
    offset: number,
    reason: string,
    fix: string,
  ) {
    const { line, col } = lines.linePos(offset);
    return new KustomizeError(code, reason, { place: { path: shown, line, column: col }, fix });
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

  /** @param path '' for the document */
  function valueAt(node: Yaml.Node | undefined, path: string): YamlValue {
    const wrong = (reason: string, fix: string): KustomizeError =>
      errorAt('wrong-type', node?.range?.[0] ?? 0, reason, fix);
    const child = (key: string): string => (path === '' ? key : `${path}.${key}`);
    const pairs = (): Yaml.Pair[] => {
      if (node === undefined) return [];
      if (yaml.isMap(node)) return node.items;
      throw wrong(`${path || 'the file'} is not a mapping`, 'write fields below it');
    };
    const keyOf = ({ key }: Yaml.Pair): string => (yaml.isScalar(key) ? String(key.value) : '');
    const value: YamlValue = {
      field(name) {
        const pair = pairs().find((entry) => keyOf(entry) === name);
        const found = pair && resolve(pair.value);
        return found && valueAt(found, child(name));
      },
      only(keys) {
        for (const pair of pairs()) {
          const key = keyOf(pair);
          if (keys.includes(key)) continue;
          const offset = yaml.isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
          const fix = `choose one of ${keys.join(', ')}`;
          throw errorAt('unknown-field', offset, `there is no field ${child(key)}`, fix);
        }
        return value;
      },
      entries: () =>
        pairs().map((pair) => [keyOf(pair), valueAt(resolve(pair.value), child(keyOf(pair)))]),
      items() {
        if (!yaml.isSeq(node)) throw wrong(`${path} is not a list`, 'write a list');
        return node.items.map((item, i) => valueAt(resolve(item), `${path}[${i}]`));
      },
      text() {
        if (yaml.isScalar(node) && typeof node.value === 'string') return node.value;
        throw wrong(`${path} is not a text`, 'write a text');
      },
      oneOf(choices) {
        const text = value.text();
        const chosen = choices.find((choice) => choice === text);
        if (chosen !== undefined) return chosen;
        throw wrong(`${path} is ${text}`, `write one of ${choices.join(', ')}`);
      },
      wrong,
    };
    return value;
  }

  return valueAt(resolve(document.contents), '');
}
