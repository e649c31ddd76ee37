import { parseAddresses } from '@fingerpost/discovery';
import { clusterRanges, usualRanges } from '../../facts/cluster-ranges.ts';
import { isInRanges } from '../../facts/address-ranges.ts';
import { nameUses } from '../../facts/name-uses.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const hardCodedAddress: Rule = {
  id: 'name/hard-coded-address',
  severity: 'warning',
  scope: 'resource',
  title: 'A program is told an address that the cluster gives out',
  why: 'Addresses of Services and pods are given out again when they are made anew, in another cluster, or after a restart. The program then talks to nobody, or to somebody else.',
  fix: 'write the name of the Service',
  silent: '',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies',
  check: findAddresses,
};

function* findAddresses(input: RuleInput): Generator<Problem> {
  const uses = input
    .shared(nameUses)
    .filter(({ on, isAddress }) => isAddress && input.isChecked(on));
  if (uses.length === 0) return;
  const ranges = [...input.shared(clusterRanges), ...(input.complete ? [] : usualRanges())];
  for (const { on, field, at, host } of uses) {
    if (parseAddresses(host) === undefined) continue;
    const range = ranges.find(({ addresses }) => isInRanges(host, addresses));
    if (!range) continue;
    const what = range.kind === 'pods' ? 'pods' : 'Services';
    const where =
      range.text === host
        ? `is the address of one of the Services`
        : `lies in ${range.text}, where ${what} ${input.complete ? 'of this cluster' : 'of most clusters'} have their addresses`;
    yield { on, field, at, message: `${host} ${where}: it belongs to something else tomorrow` };
  }
}
