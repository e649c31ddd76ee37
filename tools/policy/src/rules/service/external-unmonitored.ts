import type { Service } from '@fingerpost/discovery';
import { checkedServices } from '../../facts/checked-services.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalUnmonitored: Rule = {
  id: 'service/external-unmonitored',
  severity: 'caution',
  scope: 'environment',
  title: 'Nobody watches a host outside of the cluster',
  why: 'Kubernetes checks the readiness of pods only. A host behind an ExternalName or behind addresses that were written by hand may be gone, and its name still leads there.',
  fix: 'add a Probe with the name of the Service as target',
  silent: 'Where the input has no monitor at all: then others watch.',
  source: 'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Probe',
  check: findServices,
};

function* findServices(input: RuleInput): Generator<Problem> {
  const { scrapes, environment } = input.model;
  if (scrapes.length === 0) return;
  const probed = new Set(
    scrapes
      .filter(({ kind }) => kind === 'Probe')
      .flatMap(({ pools }) => pools)
      .flatMap(({ targets }) => targets)
      .map((target) => hostOf(target.probed)),
  );
  for (const service of checkedServices(input)) {
    if (!isOutside(service)) continue;
    const { stored, namespace, name, externalName } = service;
    const names = [
      `${name}.${namespace}`,
      `${name}.${namespace}.svc`,
      `${name}.${namespace}.svc.${environment.clusterDomain}`,
      externalName,
    ];
    if (names.some((each) => probed.has(each))) continue;
    yield {
      on: stored,
      field: externalName === '' ? 'spec' : 'spec.externalName',
      message: `Service ${name} leads out of the cluster${externalName === '' ? '' : ` to ${externalName}`}, and no Probe asks whether anything answers there`,
      fix: `add a Probe with target ${names[1]}`,
    };
  }
}

function isOutside({ addressing, selector, endpoints }: Service): boolean {
  return addressing === 'external-name' || (selector === null && endpoints.total > 0);
}

/** The host of a target such as `https://partner-feed.data.svc:443/health`. */
function hostOf(target: string): string {
  const start = target.indexOf('://');
  const [authority = ''] = target.slice(start < 0 ? 0 : start + 3).split(/[/?#]/, 1);
  return authority.replace(/:\d+$/, '').replace(/\.$/, '');
}
