import { kubectl } from '@fingerpost/lab';
import type { JsonObject } from 'kustomize-ts';

/** What an object is found by, as kubectl takes it: `deployment/helper-server` in `backend`. */
export interface Place {
  readonly namespace: string;
  readonly object: string;
}

/** An object of the lab's cluster; undefined where there is none. */
export async function readObject({ namespace, object }: Place): Promise<JsonObject | undefined> {
  const text = await kubectl([
    'get',
    object,
    `--namespace=${namespace}`,
    '--ignore-not-found',
    '--output=json',
  ]);
  return text === '' ? undefined : (JSON.parse(text) as JsonObject);
}

/** A field of an object as text, by a path of kubectl: `.spec.replicas`; '' where the object or the field is missing. */
export function readField({ namespace, object }: Place, path: string): Promise<string> {
  const output = `--output=jsonpath={${path}}`;
  return kubectl(['get', object, `--namespace=${namespace}`, '--ignore-not-found', output]);
}
