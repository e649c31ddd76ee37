import { corefileFacts, lineAt, placeInCorefile } from '../../facts/corefile.ts';
import { mistakeOf } from '../../facts/corefile-mistake.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const serverBlockInOverride: Rule = {
  id: 'dns/server-block-in-override',
  severity: 'error',
  scope: 'environment',
  title: 'A server block stands in an override',
  why: 'Keys with `.override` are imported inside the server block of the cluster. CoreDNS takes the zone at the head of another block for a plugin that it does not know: it keeps its old configuration, and does not come up again after a restart.',
  fix: 'rename the key so that it ends with .server',
  silent: '',
  source: 'https://docs.k3s.io/networking/networking-services#coredns-custom-configuration-imports',
  check: findServerBlocks,
};

function* findServerBlocks(input: RuleInput): Generator<Problem> {
  for (const failure of input.shared(corefileFacts).failures) {
    if (mistakeOf(failure) !== 'server-block-in-override') continue;
    const { in: text, position } = failure;
    const block = lineAt(text, position).replace(/#.*/, '').trim();
    yield {
      ...placeInCorefile(text, position),
      message: `${text.key} has the server block "${block}", but it is imported inside of a server block: CoreDNS does not start with it`,
      fix: `rename the key to ${text.key.replace(/\.override$/, '.server')}`,
    };
  }
}
