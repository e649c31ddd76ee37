import { object, text } from '@fingerpost/apiserver';
import { describeObject } from '@fingerpost/discovery';
import type { StoredObject } from '@fingerpost/discovery';
import { placeOf } from 'kustomize-ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const order: Rule = {
  id: 'gitops/order',
  severity: 'warning',
  scope: 'environment',
  title: 'A custom resource comes before its definition',
  why: 'Until the definition is there, the API server does not know the kind and refuses the object. A first sync fails, and a sync wave that is too early never gets further.',
  fix: 'give the definition the earlier argocd.argoproj.io/sync-wave, or put it first in the file',
  silent: 'For a definition in another overlay, whose order no manifest tells.',
  source: 'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/',
  check: findEarly,
};

const WAVE = 'argocd.argoproj.io/sync-wave';
const SKIP = 'argocd.argoproj.io/sync-options';

function* findEarly(input: RuleInput): Generator<Problem> {
  const { model, checked, overlaysOf } = input;
  const definitions = new Map(
    model.store
      .list('apiextensions.k8s.io', 'CustomResourceDefinition')
      .map((stored) => [kindOf(stored), stored]),
  );
  if (definitions.size === 0) return;
  const places = new Map(model.store.objects.map((stored, index) => [stored, index]));
  for (const stored of checked) {
    const definition = definitions.get(`${stored.group}/${stored.kind}`);
    if (!definition || stored.annotations.get(SKIP)?.includes('SkipDryRunOnMissingResource'))
      continue;
    if (overlaysOf(stored).join(' ') !== overlaysOf(definition).join(' ')) continue;
    const [own, its] = [waveOf(stored), waveOf(definition)];
    const isEarlier = (places.get(stored) ?? 0) < (places.get(definition) ?? 0);
    const isPlain = overlaysOf(stored).length === 0 && isSameFile(stored, definition);
    if (own > its || (own === its && !(isPlain && isEarlier))) continue;
    const wave =
      own < its ? `in sync wave ${own}, its definition in ${its}` : 'before its definition';
    yield {
      on: stored,
      field: own < its ? `metadata.annotations[${WAVE}]` : 'kind',
      message: `${describeObject(stored)} comes ${wave}: the API server does not know the kind yet`,
      related: [{ on: definition, field: 'metadata.name', message: 'the definition' }],
    };
  }
}

function kindOf({ object: definition }: StoredObject): string {
  const spec = object(definition, 'spec');
  return `${text(spec, 'group')}/${text(object(spec, 'names'), 'kind')}`;
}

function waveOf({ annotations }: StoredObject): number {
  const wave = Number(annotations.get(WAVE) ?? '0');
  return Number.isInteger(wave) ? wave : 0;
}

function isSameFile(one: StoredObject, other: StoredObject): boolean {
  return placeOf(one.resource.node)?.path === placeOf(other.resource.node)?.path;
}
