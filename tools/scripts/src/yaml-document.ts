import { getField, KustomizeError, placeOf, readYaml } from 'kustomize-ts';
import type { Entry, Node } from 'kustomize-ts';

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
  const source = { path: shown };

  function errorAt(
    code: 'unknown-field' | 'wrong-type',
    node: Node | undefined,
    reason: string,
    fix: string,
  ) {
    const place = placeOf(node) ?? { path: shown, line: 1, column: 1 };
    return new KustomizeError(code, reason, { place, fix });
  }

  /** @param path '' for the document */
  function valueAt(node: Node | undefined, path: string): YamlValue {
    const wrong = (reason: string, fix: string): KustomizeError =>
      errorAt('wrong-type', node, reason, fix);
    const child = (key: string): string => (path === '' ? key : `${path}.${key}`);
    const entries = (): readonly Entry[] => {
      if (node === undefined) return [];
      if (node.kind === 'mapping') return node.entries;
      throw wrong(`${path || 'the file'} is not a mapping`, 'write fields below it');
    };
    const value: YamlValue = {
      field(name) {
        entries();
        const found = getField(node, name);
        return found && valueAt(found, child(name));
      },
      only(keys) {
        for (const { key } of entries()) {
          const name = keyOf(key);
          if (keys.includes(name)) continue;
          const fix = `choose one of ${keys.join(', ')}`;
          throw errorAt('unknown-field', key, `there is no field ${child(name)}`, fix);
        }
        return value;
      },
      entries: () =>
        entries().map((entry) => {
          const key = keyOf(entry.key);
          return [key, valueAt(entry.value, child(key))];
        }),
      items() {
        if (node?.kind !== 'sequence') throw wrong(`${path} is not a list`, 'write a list');
        return node.items.map((item, i) => valueAt(item, `${path}[${i}]`));
      },
      text() {
        if (node?.kind === 'scalar' && node.tag === '!!str') return node.value;
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

  return valueAt(readYaml(bytes, source), '');
}

function keyOf(key: Node): string {
  return key.kind === 'scalar' ? key.value : '';
}
