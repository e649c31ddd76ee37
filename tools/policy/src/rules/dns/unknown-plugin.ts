import { corefileFacts, placeInCorefile } from '../../facts/corefile.ts';
import { mistakeOf, unknownDirective } from '../../facts/corefile-mistake.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const unknownPlugin: Rule = {
  id: 'dns/unknown-plugin',
  severity: 'error',
  scope: 'environment',
  title: 'CoreDNS has no such plugin',
  why: 'CoreDNS refuses a configuration with a word that is no plugin of its image: it keeps the old one, and does not come up again after a restart.',
  fix: 'correct the name of the plugin',
  silent: 'A CoreDNS that was built with further plugins is not known here: ignore the rule there.',
  source: 'https://coredns.io/plugins/',
  check: findUnknownPlugins,
};

function* findUnknownPlugins(input: RuleInput): Generator<Problem> {
  for (const failure of input.shared(corefileFacts).failures) {
    if (mistakeOf(failure) !== 'unknown-plugin') continue;
    yield {
      ...placeInCorefile(failure.in, failure.position),
      message: `"${unknownDirective(failure)}" in ${failure.in.key} is no plugin of CoreDNS, which does not start with it`,
    };
  }
}
