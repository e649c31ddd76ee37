import { describeObject } from '@fingerpost/discovery';
import { getPath } from 'kustomize-ts';
import { builtLabels, isMade } from '../../facts/build-steps.ts';
import { listNames } from '../../facts/list-names.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const immutableLabel: Rule = {
  id: 'source/immutable-label',
  severity: 'warning',
  scope: 'resource',
  title: 'A selector has more labels than the name',
  why: 'Every pair under `includeSelectors`, and in `commonLabels`, becomes part of the selectors of workloads, which cannot be changed: a new version, team or environment label later means that the workload has to be deleted first.',
  fix: 'keep only app.kubernetes.io/name under includeSelectors; put the other labels into an entry of their own without it',
  silent: 'For labels that stand in the manifests themselves, and for app.kubernetes.io/instance.',
  source:
    'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates',
  check: findLabels,
};

const KINDS: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];
const NAMES: readonly string[] = [
  'app',
  'name',
  'k8s-app',
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
];

function* findLabels(input: RuleInput): Generator<Problem> {
  for (const { stored } of input.model.workloads) {
    if (!KINDS.includes(stored.kind) || !input.isChecked(stored)) continue;
    if (input.overlaysOf(stored).length === 0) continue;
    const selector = getPath(stored.resource.node, 'spec', 'selector', 'matchLabels');
    const added = builtLabels(selector)
      .filter(({ key, node }) => isMade(node) && !NAMES.includes(key))
      .map(({ key, value }) => `${key}=${value}`);
    if (added.length === 0) continue;
    yield {
      on: stored,
      field: 'spec.selector',
      message: `labels with includeSelectors put ${listNames(added)} into the selector of ${describeObject(stored)}, which can never be changed again`,
    };
  }
}
