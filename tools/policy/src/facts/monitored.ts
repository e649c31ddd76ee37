import { flag, object, texts } from '@fingerpost/apiserver';
import { readSelectorField } from '@fingerpost/discovery';
import type { Requirement, Scrape } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';

/** The namespaces that a monitor looks in; null: all. A Probe looks for Ingresses. */
export function monitoredNamespaces({ stored, kind }: Scrape): readonly string[] | null {
  const spec = object(stored.object, 'spec');
  const parent = kind === 'Probe' ? object(object(spec, 'targets'), 'ingress') : spec;
  const selector = object(parent, 'namespaceSelector');
  if (flag(selector, 'any')) return null;
  const names = texts(selector, 'matchNames');
  return names.length === 0 ? [stored.namespace] : names;
}

/** Whether the input tells all that a monitor may select. */
export function knowsMonitored(scrape: Scrape, { complete, knowsNamespace }: RuleInput): boolean {
  if (complete) return true;
  return monitoredNamespaces(scrape)?.every((namespace) => knowsNamespace(namespace)) === true;
}

/** What a monitor selects by. */
export function monitorSelector({ stored, kind }: Scrape): readonly Requirement[] {
  const spec = object(stored.object, 'spec');
  const parent = kind === 'Probe' ? object(object(spec, 'targets'), 'ingress') : spec;
  return readSelectorField(parent, 'selector') ?? [];
}
