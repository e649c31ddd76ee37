import fc from 'fast-check';
import type { JsonObject } from 'kustomize-ts';
import { isObject, object, text } from '../../src/field/read.ts';
import { create, update } from '../../src/index.ts';
import { goKind } from '../../src/schema/types.ts';
import { recordedAnswer } from './answers.ts';
import type { Response, Send } from './api-server.ts';
import { comparison, lasting, type Compare } from './compare.ts';
import { collectionPath } from './corpus.ts';
import { mutants } from './mutations.ts';

/** A change of an object, as `cluster/updates.json` has it. */
export interface Update extends JsonObject {
  readonly via: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** Changes of objects of one kind: to themselves with a few changes, or to another one. */
export function changes(corpus: readonly JsonObject[]): fc.Arbitrary<Update> {
  const accepted = corpus.filter((one) => create(one).verdict === 'accepted');
  const valid = accepted.length > 0 ? accepted : corpus;
  const via = fc.constantFrom('apply', 'put');
  const little = fc
    .constantFrom(...valid)
    .chain((before) =>
      fc.record({ via, before: fc.constant(before), after: mutants(corpus, [before]) }),
    );
  const other = fc.record({ via, before: fc.constantFrom(...valid), after: mutants(corpus) });
  return fc
    .oneof({ weight: 4, arbitrary: little }, { weight: 1, arbitrary: other })
    .map(({ before, after, ...rest }) => ({ ...rest, before, after: named(after, before) }));
}

// Another name or namespace is another object, and not much of a change.
function named(after: JsonObject, before: JsonObject): JsonObject {
  const { name, namespace } = object(before, 'metadata') ?? {};
  const identity = { name: name ?? '', ...(namespace === undefined ? {} : { namespace }) };
  return {
    ...after,
    apiVersion: before['apiVersion'] ?? '',
    metadata: { ...object(after, 'metadata'), ...identity },
  };
}

/** What the server answers to a change; undefined when it does not take the first manifest. */
export async function askForUpdate(
  send: Send,
  { via, before, after }: Update,
): Promise<Response | undefined> {
  const collection = collectionPath(before);
  // Namespaces go slowly. A path without a name means all objects of a kind, and they would be deleted.
  if (before['kind'] === 'Namespace' || text(object(before, 'metadata'), 'name') === '') {
    return undefined;
  }
  const path = `${collection}/${encodeURIComponent(text(object(before, 'metadata'), 'name'))}`;
  const strict = 'fieldValidation=Strict';
  const apply = (manifest: JsonObject): Promise<Response> =>
    send(
      'PATCH',
      `${pathOf(manifest, path)}?${strict}&fieldManager=lab&force=true`,
      JSON.stringify(manifest),
      'application/apply-patch+yaml',
    );
  try {
    const created =
      via === 'apply'
        ? await apply(before)
        : await send('POST', `${collection}?${strict}`, JSON.stringify(before));
    if (created.code === 0 || created.code >= 300) return undefined;
    if (via === 'apply') return await apply(after);
    return await replace(send, path, `${path}?${strict}`, after);
  } finally {
    await remove(send, path);
    const other = pathOf(after, path);
    if (other !== path) await remove(send, other);
  }
}

/** Puts a manifest in the place of the live object, again while a controller changes that in between. */
async function replace(
  send: Send,
  path: string,
  target: string,
  after: JsonObject,
): Promise<Response> {
  for (let again = 0; ; again++) {
    const live = await send('GET', path);
    const resourceVersion = text(object(live.body, 'metadata'), 'resourceVersion');
    const metadata = isObject(after['metadata'])
      ? { ...after['metadata'], resourceVersion }
      : (after['metadata'] ?? null);
    const response = await send('PUT', target, JSON.stringify({ ...after, metadata }));
    const isStale = text(response.body, 'message').includes('the object has been modified');
    if (!isStale || again >= 5) return response;
  }
}

function pathOf(manifest: JsonObject, otherwise: string): string {
  const name = text(object(manifest, 'metadata'), 'name');
  if (goKind(text(manifest, 'apiVersion'), text(manifest, 'kind')) === undefined || name === '')
    return otherwise;
  return `${collectionPath(manifest)}/${encodeURIComponent(name)}`;
}

async function remove(send: Send, path: string): Promise<void> {
  const { code } = await send(
    'DELETE',
    `${path}?gracePeriodSeconds=0&propagationPolicy=Background`,
  );
  if (code === 404) return;
  const left = await send('GET', path);
  if (left.code === 404) return;
  const patch = JSON.stringify({ metadata: { finalizers: null } });
  await send('PATCH', path, patch, 'application/merge-patch+json');
}

/** Compares real changes, each in a namespace of its own. */
export function compareUpdate(send: Send): Compare<Update> {
  const places = new Places(send);
  return (input) =>
    places.run(input.before, async (namespace) => {
      const { via, before, after } = namespace === undefined ? input : moveTo(namespace, input);
      const ask = (): Promise<Response | undefined> => askForUpdate(send, { via, before, after });
      const answer = update(before, after, { via: via === 'put' ? 'put' : 'apply' });
      const first = await ask();
      if (first === undefined || first.code === 0) return undefined;
      let response = first;
      return lasting(async () => {
        const found = comparison(recordedAnswer('', response, [before, after]), answer);
        if (found.differs[0] === 'order') response = (await ask()) ?? first;
        return found;
      });
    });
}

function moveTo(namespace: string, { via, before, after }: Update): Update {
  const move = (manifest: JsonObject): JsonObject => {
    const metadata = object(manifest, 'metadata');
    if (metadata?.['namespace'] !== 'shop') return manifest;
    return { ...manifest, metadata: { ...metadata, namespace } };
  };
  return { via, before: move(before), after: move(after) };
}

/** Namespaces, each for one question at a time; questions outside of `shop` take turns. */
class Places {
  private readonly send: Send;
  private readonly free: string[] = [];
  private made = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(send: Send) {
    this.send = send;
  }

  async run<T>(
    target: JsonObject,
    work: (namespace: string | undefined) => Promise<T>,
  ): Promise<T> {
    if (object(target, 'metadata')?.['namespace'] !== 'shop') {
      const turn = this.last.then(() => work(undefined));
      this.last = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    }
    const namespace = this.free.pop() ?? (await this.make());
    try {
      return await work(namespace);
    } finally {
      this.free.push(namespace);
    }
  }

  private async make(): Promise<string> {
    const name = `shop-${this.made++}`;
    await this.send('POST', '/api/v1/namespaces', JSON.stringify({ metadata: { name } }));
    const account = `/api/v1/namespaces/${name}/serviceaccounts`;
    await this.send('POST', account, JSON.stringify({ metadata: { name: 'default' } }));
    return name;
  }
}
