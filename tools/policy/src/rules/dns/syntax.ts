import { corefileFacts, placeInCorefile } from '../../facts/corefile.ts';
import { listNames } from '../../facts/list-names.ts';
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
  const { failures, additions } = input.shared(corefileFacts);
  for (const text of additions) {
    const empty = text.loaded.servers.find(
      ({ plugins, addresses }) =>
        plugins.length === 0 && addresses[0]?.position?.file === text.path,
    );
    if (!empty) continue;
    const zones = empty.addresses.map(({ zone }) => zone);
    yield {
      ...placeInCorefile(text, empty.addresses[0]?.position),
      severity: 'warning',
      message: `CoreDNS takes this line of ${text.key} for the head of a server block without plugins, which refuses every question for ${listNames(zones)}`,
      fix: 'give the block its plugins in braces, or rename the key so that it ends with .override',
    };
  }
  for (const failure of failures) {
    if (mistakeOf(failure) !== 'syntax') continue;
    yield {
      ...placeInCorefile(failure.in, failure.position),
      message: `CoreDNS does not start with ${failure.in.key} of ConfigMap ${failure.in.on.name}: ${failure.error}`,
    };
  }
}
