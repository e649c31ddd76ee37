import { isList, isMap } from '../field/value.ts';
import type { Value } from '../field/value.ts';
import { stemOf } from './hash-suffix.ts';
import type { Identity } from './identity.ts';

/** What an object says: each value with its path, and how often. A text of several lines counts line by line. */
export interface Statements {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Fields that say who the object is. */
const IDENTITY = new Set(['apiVersion', 'kind', 'metadata/name', 'metadata/namespace']);

/** What an object says of itself, but for its name and what was made of its name. */
export function statementsOf(content: Value, { name }: Identity): Statements {
  const own = stemOf(name) ?? name;
  const counts = new Map<string, number>();
  let total = 0;
  function add(statement: string): void {
    counts.set(statement, (counts.get(statement) ?? 0) + 1);
    total++;
  }
  function walk(value: Value, path: string): void {
    if (isList(value)) for (const item of value) walk(item, `${path}/*`);
    else if (isMap(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path ? `${path}/${key}` : key);
    } else if (IDENTITY.has(path)) return;
    else if (typeof value !== 'string') add(`${path}=${String(value)}`);
    else {
      for (const line of value.split('\n')) {
        if (line.trim() !== '' && !mentions(line, own)) add(`${path}="${line}`);
      }
    }
  }
  walk(content, '');
  return { counts, total };
}

/** How many statements two objects share. */
export function sharedStatements(a: Statements, b: Statements): number {
  const [few, many] = a.counts.size <= b.counts.size ? [a, b] : [b, a];
  let shared = 0;
  for (const [statement, count] of few.counts) {
    shared += Math.min(count, many.counts.get(statement) ?? 0);
  }
  return shared;
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
