import { optionalFlag } from '@fingerpost/apiserver';
import { boundAccounts } from '../../facts/bound-accounts.ts';
import { podSpecField } from '../../facts/pod-spec-field.ts';
import { accountOf } from '../../facts/references.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';
import { writtenWorkloads } from '../../facts/written-workloads.ts';

export const tokenMounted: Rule = {
  id: 'workload/token-mounted',
  severity: 'warning',
  scope: 'namespace',
  title: 'A pod gets a token for the API server that it has no use for',
  why: 'Every pod gets a token of its ServiceAccount unless somebody says no. A program that never asks the API server has no use for it; who breaks into the program has.',
  fix: 'write automountServiceAccountToken: false into the spec of the pod or its ServiceAccount',
  silent:
    'Where a role is given to the ServiceAccount, where `automountServiceAccountToken: true` is written, in kube-system, and where the ServiceAccount is not among the manifests.',
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting',
  check: findPods,
};

function* findPods(input: RuleInput): Generator<Problem> {
  const { store } = input.model;
  const bound = input.shared(boundAccounts);
  for (const workload of input.shared(writtenWorkloads)) {
    const { namespace, kind, name, spec, stored } = workload;
    const account = accountOf(workload);
    const manifest = store.get('', 'ServiceAccount', namespace, account);
    if (namespace === 'kube-system' || (account !== 'default' && !manifest)) continue;
    const choices = [spec, manifest?.object];
    const isChosen = choices.some(
      (fields) => optionalFlag(fields, 'automountServiceAccountToken') !== undefined,
    );
    if (isChosen || bound.has(namespace, account)) continue;
    yield {
      on: stored,
      field: `${podSpecField(workload)}.automountServiceAccountToken`,
      message: `pods of ${kind} ${name} get a token of the ServiceAccount ${account}, to which no role is given`,
    };
  }
}
