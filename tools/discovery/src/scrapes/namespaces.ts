import { flag, object, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

/** The namespaces that a monitor looks in (`getNamespacesFromNamespaceSelector` of promcfg.go); null: all. */
export function namespacesOf(
  parent: JsonObject | undefined,
  own: string,
): ReadonlySet<string> | null {
  const selector = object(parent, 'namespaceSelector');
  if (flag(selector, 'any')) return null;
  const names = texts(selector, 'matchNames');
  return new Set(names.length === 0 ? [own] : names);
}
