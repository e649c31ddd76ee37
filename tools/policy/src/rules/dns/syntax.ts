import { corefileFacts, placeInCorefile } from '../../facts/corefile.ts';
import { mistakeOf } from '../../facts/corefile-mistake.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const syntax: Rule = {
  id: 'dns/syntax',
  severity: 'error',
  scope: 'environment',
  title: 'CoreDNS does not start with this configuration',
  why: 'A running CoreDNS keeps its old configuration and only says so in its log. At the next restart it does not come up, and no name of the cluster resolves.',
  fix: 'correct what the message of CoreDNS names',
  silent:
    'For mistakes that other rules explain: dns/unknown-plugin, dns/duplicate-plugin, dns/server-block-in-override.',
  source: 'https://coredns.io/manual/configuration/',
  check: findSyntaxErrors,
};

function* findSyntaxErrors(input: RuleInput): Generator<Problem> {
  for (const failure of input.shared(corefileFacts).failures) {
    if (mistakeOf(failure) !== 'syntax') continue;
    yield {
      ...placeInCorefile(failure.in, failure.position),
      message: `CoreDNS does not start with ${failure.in.key} of ConfigMap ${failure.in.on.name}: ${failure.error}`,
    };
  }
}
