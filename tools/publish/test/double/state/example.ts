import { readSlice, resolve } from '../contract/slice.ts';
import { isObject, objectAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Hub } from './hub.ts';
import { fullName } from './repository.ts';
import type { Repository } from './repository.ts';

const texts = new Map<string, string>();

/** GitHub's own example of an answer, with this repository's addresses in it. Of a list its first item. */
export function example(name: string, hub: Hub, repository: Repository): JsonObject {
  let text = texts.get(name);
  if (text === undefined) {
    const { value } = resolve(objectAt(objectAt(readSlice().components, 'examples'), name));
    const item: Json | undefined = Array.isArray(value) ? (value as Json[])[0] : value;
    if (item === undefined) throw new Error(`there is no example ${name}`);
    text = JSON.stringify(item);
    texts.set(name, text);
  }
  const own = text
    .replaceAll(/(?:octocat|github|octo-org)\/(?:Hello-World|hello-world)/g, fullName(repository))
    .replaceAll('"Hello-World"', JSON.stringify(repository.name))
    .replaceAll('https://api.github.com', hub.url)
    .replaceAll('https://github.com', hub.url);
  const parsed: unknown = JSON.parse(own);
  return isObject(parsed) ? parsed : {};
}
