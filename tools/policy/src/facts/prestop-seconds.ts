import { integer, object, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

/** How long the preStop hook of a container waits; undefined: it has none. 0 where nobody can tell. */
export function preStopSeconds(container: JsonObject): number | undefined {
  const hook = object(object(container, 'lifecycle'), 'preStop');
  if (!hook) return undefined;
  const sleep = object(hook, 'sleep');
  if (sleep) return integer(sleep, 'seconds');
  const command = texts(object(hook, 'exec'), 'command').join(' ');
  return Number(/(?:^|[\s;&/])sleep[ ]+(\d{1,6})(?![\w.])/.exec(command)?.[1] ?? 0);
}
