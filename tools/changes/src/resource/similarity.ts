import { isList, isMap } from '../field/value.ts';
import type { Value } from '../field/value.ts';
import { stemOf } from './hash-suffix.ts';
import type { Identity } from './identity.ts';

/** What an object says: each value with its path. A text of several lines counts line by line. */
export type Statements = ReadonlyMap<string, Statement>;

interface Statement {
  /** How often it is said. */
  readonly count: number;
  /** It holds the object's own name. */
  readonly named: boolean;
}

/** Fields that say who the object is. */
const IDENTITY = new Set(['apiVersion', 'kind', 'metadata/name', 'metadata/namespace']);

/** What an object says, but for who it is. */
export function statementsOf(content: Value, { name }: Identity): Statements {
  const own = stemOf(name) ?? name;
  const statements = new Map<string, Statement>();
  function add(statement: string, named: boolean): void {
    statements.set(statement, { count: (statements.get(statement)?.count ?? 0) + 1, named });
  }
  function walk(value: Value, path: string): void {
    if (isList(value)) for (const item of value) walk(item, `${path}/*`);
    else if (isMap(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path ? `${path}/${key}` : key);
    } else if (IDENTITY.has(path)) return;
    else if (typeof value !== 'string') add(`${path}=${String(value)}`, false);
    else {
      for (const line of value.split('\n')) {
        if (line.trim() !== '') add(`${path}="${line}`, mentions(line, own));
      }
    }
  }
  walk(content, '');
  return statements;
}

/** How alike two objects are. */
export interface Similarity {
  /** How many statements they share. */
  readonly shared: number;
  /** From 0 to 1; statements with an own name that only one makes do not count, because they follow the name. */
  readonly share: number;
}

/** Compares what two objects say. */
export function compareStatements(a: Statements, b: Statements): Similarity {
  let shared = 0;
  let all = 0;
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const [statement, { count, named }] of one) {
      const common = Math.min(count, other.get(statement)?.count ?? 0);
      shared += common;
      all += named ? common : count;
    }
  }
  return { shared: shared / 2, share: all === 0 ? 0 : shared / all };
}

/** Whether the name stands in the text, and not as a part of a word. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + name.length])) return true;
  }
  return false;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}
