import { isObject, listAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { readSlice, resolve } from './slice.ts';

/** One of GitHub's operations: its name, where it answers, and its description. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  readonly parameters: readonly JsonObject[];
  readonly description: JsonObject;
}

export interface Found {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

/** These go over several segments of the path: names of branches, files, and comparisons of these. */
const LONG = new Set(['ref', 'path', 'branch', 'basehead']);

let operations: readonly Operation[] | undefined;

/** All operations of the slice; where two match a path, the one with more words of its own comes first. */
export function listOperations(): readonly Operation[] {
  operations ??= Object.entries(readSlice().paths)
    .flatMap(([template, item]) =>
      Object.entries(isObject(item) ? item : {}).map(([method, description]) =>
        readOperation(template, method.toUpperCase(), isObject(description) ? description : {}),
      ),
    )
    .toSorted((a, b) => countWords(b.template) - countWords(a.template));
  return operations;
}

function readOperation(template: string, method: string, description: JsonObject): Operation {
  const pattern = template
    .split(/\{(\w+)\}/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replaceAll('.', '\\.');
      return `(?<${part}>${LONG.has(part) ? '.+' : '[^/]+'})`;
    })
    .join('');
  return {
    id: String(description['operationId']),
    method,
    template,
    pattern: new RegExp(`^${pattern}$`),
    parameters: listAt(description, 'parameters').map(resolve),
    description,
  };
}

function countWords(template: string): number {
  return template.split('/').filter((segment) => !segment.startsWith('{')).length;
}

/** The operation that answers a method and a path (still encoded), with the parameters of the path. */
export function findOperation(method: string, pathname: string): Found | undefined {
  for (const operation of listOperations()) {
    if (operation.method !== method) continue;
    const match = operation.pattern.exec(pathname);
    if (!match) continue;
    const parameters = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { operation, parameters };
  }
  return undefined;
}
