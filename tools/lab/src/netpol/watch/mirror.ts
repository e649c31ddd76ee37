import { setTimeout as sleep } from 'node:timers/promises';
import { Watch } from '@kubernetes/client-node';
import type { KubeConfig } from '@kubernetes/client-node';
import { object, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

/** The objects of one kind, as the API server has them. */
export interface Mirror {
  /** Undefined until all of them came once. While the API server is away, the last ones that were known. */
  objects(): readonly JsonObject[] | undefined;
}

export interface MirrorOptions {
  readonly config: KubeConfig;
  /** Of the list of all namespaces: `/api/v1/pods`. */
  readonly path: string;
  readonly onChange: () => void;
  /** A line about an interruption; the same again only after the whole list came. */
  readonly onTrouble: (line: string) => void;
  readonly signal: AbortSignal;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3000;
const END_OF_LIST = 'k8s.io/initial-events-end';

/**
 * Follows the objects of a kind until the signal says stop. Each connection begins with the whole list (KEP-3157, on
 * by default since Kubernetes 1.34) and replaces what was known when that is complete, so that no change is missed and
 * no deletion either, whatever happened between two connections.
 */
export function startMirror(options: MirrorOptions): Mirror {
  let current: ReadonlyMap<string, JsonObject> | undefined;
  let said = '';
  const onTrouble = (line: string): void => {
    if (line !== said) options.onTrouble(line);
    said = line;
  };
  const follow = async (): Promise<void> => {
    let pause = FIRST_PAUSE_MS;
    while (!options.signal.aborted) {
      const wasComplete = await connect({ ...options, onTrouble }, (objects) => {
        current = objects;
        said = '';
        options.onChange();
      });
      pause = wasComplete ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      await sleep(pause, undefined, { signal: options.signal }).catch(() => undefined);
    }
  };
  void follow();
  return { objects: () => current && [...current.values()] };
}

/** One connection, until it ends: whether the list was complete. */
async function connect(
  { config, path, onTrouble, signal }: MirrorOptions,
  onObjects: (objects: ReadonlyMap<string, JsonObject>) => void,
): Promise<boolean> {
  const objects = new Map<string, JsonObject>();
  let isComplete = false;
  const take = (type: string, found: JsonObject): void => {
    const metadata = object(found, 'metadata');
    const key = `${text(metadata, 'namespace')}/${text(metadata, 'name')}`;
    if (type === 'ERROR') onTrouble(`${path}: ${text(found, 'message')}`);
    else if (type === 'DELETED') objects.delete(key);
    else if (type === 'ADDED' || type === 'MODIFIED') objects.set(key, found);
    else if (text(object(metadata, 'annotations'), END_OF_LIST) === 'true') isComplete = true;
    if (isComplete && type !== 'ERROR') onObjects(objects);
  };
  const query = {
    allowWatchBookmarks: true,
    sendInitialEvents: true,
    resourceVersionMatch: 'NotOlderThan',
  };
  const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
  const request = await new Watch(config).watch(path, query, take, end).catch(end);
  const stop = (): void => request?.abort();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const error = await ended;
  signal.removeEventListener('abort', stop);
  // Where nothing is said for a while the client itself ends the connection.
  const isSilence = error instanceof Error && error.name === 'TimeoutError' && isComplete;
  if (error instanceof Error && !isSilence && !signal.aborted) {
    onTrouble(`${path}: ${error.message}${causeOf(error)}`);
  }
  return isComplete;
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? ` (${cause.message})` : '';
}
