import type { JsonObject } from 'kustomize-ts';

import type { Mutate } from './stand-in.ts';

/** Sets a field of the object of a list; `web-` is any name that begins so. Undefined takes it away, null takes an item out. */
export function edit(plural: string, name: string, field: string, value: unknown): Mutate {
  return inList(plural, (item) => {
    const found = nameOf(item);
    if (name.endsWith('-') ? !isGenerated(found, name) : found !== name) return item;
    const copy = structuredClone(item);
    const keys = field.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));
    const last = keys.pop() ?? '';
    let at: Record<string, unknown> = copy;
    for (const key of keys) at = at[key] as Record<string, unknown>;
    if (value === null && Array.isArray(at)) at.splice(Number(last), 1);
    else if (value === undefined) delete at[last];
    else at[last] = value;
    return copy;
  });
}

/** Controllers add five letters. */
export function isGenerated(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && !name.slice(prefix.length).includes('-');
}

/** One change after the other. */
export function all(...mutations: readonly Mutate[]): Mutate {
  return (request, answer) =>
    mutations.reduce((changed, mutate) => mutate(request, changed) ?? changed, answer);
}

/** Takes an object out of a list. */
export function without(plural: string, name: string): Mutate {
  return inList(plural, (item) => (nameOf(item) === name ? undefined : item));
}

function inList(plural: string, change: (item: JsonObject) => JsonObject | undefined): Mutate {
  return inAnyList(plural, (items) => items.map(change).filter((item) => item !== undefined));
}

/** Changes the objects of a list. */
export function inAnyList(plural: string, change: (items: JsonObject[]) => JsonObject[]): Mutate {
  return (request, answer) => {
    if (!request.includes(`/${plural}?`)) return answer;
    const body = answer.body as { items: JsonObject[] };
    return { ...answer, body: { ...body, items: change(body.items) } };
  };
}

export function nameOf({ metadata }: JsonObject): string {
  return String((metadata as JsonObject)['name']);
}
