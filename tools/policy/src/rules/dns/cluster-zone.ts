import { corefileFacts, placeInCorefile } from '../../facts/corefile.ts';
import type { CorefileText } from '../../facts/corefile.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const clusterZone: Rule = {
  id: 'dns/cluster-zone',
  severity: 'error',
  scope: 'environment',
  title: 'A server block takes over names of the cluster',
  why: 'CoreDNS gives a question to the server block with the longest zone. A block for a zone at, under or around the cluster domain gets the questions for Services there, and has no plugin kubernetes that knows them: they no longer resolve.',
  fix: 'choose a zone that is no part of the cluster domain, or rewrite single names in an override',
  silent: 'Where the block has the plugin kubernetes, or listens on another port than 53.',
  source: 'https://coredns.io/manual/toc/#how-queries-are-processed-in-coredns',
  check: findClusterZones,
};

function* findClusterZones(input: RuleInput): Generator<Problem> {
  const domain = `${input.model.environment.clusterDomain.toLowerCase().replace(/\.$/, '')}.`;
  const { main, additions } = input.shared(corefileFacts);
  for (const text of main ? [main, ...additions] : additions) {
    for (const { zone, position } of zonesOf(text)) {
      const isPart = zone === domain || zone.endsWith(`.${domain}`);
      const isAround = zone !== '.' && domain.endsWith(`.${zone}`);
      if (!isPart && !isAround) continue;
      yield {
        ...placeInCorefile(text, position),
        message: `${text.key} serves the zone ${zone}, so that questions for ${isPart ? zone : domain} go to this server block, which knows no Services`,
      };
    }
  }
}

function zonesOf({ path, loaded }: CorefileText) {
  return loaded.servers
    .filter(({ plugins }) => !plugins.some(({ kind }) => kind === 'kubernetes'))
    .flatMap(({ addresses }) => addresses)
    .filter(({ position, transport, port }) => {
      return position?.file === path && transport === 'dns' && port === '53';
    });
}
