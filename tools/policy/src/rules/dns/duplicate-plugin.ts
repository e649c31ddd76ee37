import { corefileFacts, placeInCorefile } from '../../facts/corefile.ts';
import { mistakeOf } from '../../facts/corefile-mistake.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const duplicatePlugin: Rule = {
  id: 'dns/duplicate-plugin',
  severity: 'error',
  scope: 'environment',
  title: 'A plugin stands twice in a server block',
  why: 'Some plugins can only be used once per server block, and the block of the cluster has errors, cache, hosts and kubernetes already. CoreDNS refuses the whole configuration: it keeps the old one, and does not come up again after a restart.',
  fix: 'use rewrite or template in its place, or put it into a server block of its own in a key that ends with .server',
  silent: 'For plugins that may stand twice, such as rewrite, template and forward.',
  source: 'https://coredns.io/plugins/hosts/',
  check: findDuplicates,
};

function* findDuplicates(input: RuleInput): Generator<Problem> {
  for (const failure of input.shared(corefileFacts).failures) {
    if (mistakeOf(failure) !== 'duplicate-plugin') continue;
    const plugin = /plugin\/(\w+)/.exec(failure.error)?.[1] ?? 'a plugin';
    const where =
      failure.in.key === 'Corefile'
        ? 'stands twice in one server block'
        : 'is in the server block of the Corefile already';
    yield {
      ...placeInCorefile(failure.in, failure.position),
      message: `${plugin} in ${failure.in.key} ${where}, and can only be used once: CoreDNS does not start with it (${failure.error})`,
    };
  }
}
