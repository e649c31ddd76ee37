import { describeObject } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const duplicate: Rule = {
  id: 'gitops/duplicate',
  severity: 'error',
  scope: 'environment',
  title: 'Two overlays of an environment make the same object',
  why: 'Each Application applies its own version over that of the other, again and again, and the one that is deleted takes the object with it. Argo CD says SharedResourceWarning and goes on.',
  fix: 'let one overlay make the object, or give one of the two another name or namespace',
  silent: '',
  source:
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#fail-the-sync-if-a-shared-resource-is-found',
  check: findDuplicates,
};

function* findDuplicates({ model, isChecked, overlaysOf }: RuleInput): Generator<Problem> {
  const { store } = model;
  for (const first of store.replaced) {
    const last = store.get(first.group, first.kind, first.namespace, first.name);
    if (!last || !isChecked(first) || !isChecked(last)) continue;
    const [one, other] = [overlaysOf(first), overlaysOf(last)].map((ids) => ids.join(', '));
    const isPlain = one === '' && other === '';
    if (!isPlain && one === other) continue;
    yield {
      on: first,
      field: 'metadata.name',
      ...(isPlain && { severity: 'warning' }),
      message: isPlain
        ? `${describeObject(first)} is written twice: what is applied last replaces the other`
        : `${one} and ${other} both make ${describeObject(first)}: each replaces what the other applied`,
      related: [{ on: last, field: 'metadata.name', message: 'the same object' }],
    };
  }
}
