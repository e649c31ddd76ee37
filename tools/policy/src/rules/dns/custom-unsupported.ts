import { DISTRIBUTIONS } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const customUnsupported: Rule = {
  id: 'dns/custom-unsupported',
  severity: 'warning',
  scope: 'environment',
  title: 'The CoreDNS of this cluster does not read coredns-custom',
  why: 'k3s mounts the ConfigMap coredns-custom into its CoreDNS. Others do not: there it is an object that nobody reads.',
  fix: 'change the Corefile of the cluster itself, or forward the zone in the resolver of the network',
  silent:
    'Where the distribution is not named or not known, and where the Corefile imports from the folder custom.',
  source: 'https://docs.k3s.io/networking/networking-services#coredns-custom-configuration-imports',
  check: findUnread,
};

function* findUnread({ model, isChecked }: RuleInput): Generator<Problem> {
  const { distribution } = model.environment;
  const known = DISTRIBUTIONS.get(distribution ?? '');
  const custom = model.store.get('', 'ConfigMap', 'kube-system', 'coredns-custom');
  if (!known || known.customFolder !== undefined || !custom || !isChecked(custom)) return;
  if (/import\s+\S*custom\//.test(model.corefile.main.text)) return;
  yield {
    on: custom,
    field: 'metadata.name',
    message: `the CoreDNS of ${distribution} does not read ConfigMap coredns-custom: what it says has no effect`,
  };
}
