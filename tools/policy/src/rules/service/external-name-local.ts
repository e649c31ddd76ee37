import { externalNames } from '../../facts/external-names.ts';
import type { ExternalName } from '../../facts/external-names.ts';
import { serviceOfName } from '../../facts/service-names.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const externalNameLocal: Rule = {
  id: 'service/external-name-local',
  severity: 'error',
  scope: 'environment',
  title: 'An ExternalName Service leads back into the cluster',
  why: '`localhost` is the pod that asks, whichever that is. An alias of itself, or of an alias that leads back, answers nothing. A name of this cluster that no Service has does not resolve; one that a Service has resolves, but the alias has none of its ports.',
  fix: 'let clients use the name of the Service itself',
  silent: '',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  check: findLocal,
};

function* findLocal(input: RuleInput): Generator<Problem> {
  const aliases = new Map(
    input.model.services
      .filter(({ addressing }) => addressing === 'external-name')
      .map(({ namespace, name, externalName }) => [`${namespace}/${name}`, externalName]),
  );
  for (const alias of input.shared(externalNames)) {
    const answer = explain(alias, aliases, input);
    if (!answer) continue;
    yield { on: alias.service.stored, field: 'spec.externalName', ...answer };
  }
}

type Answer = Pick<Problem, 'fix' | 'message'>;

function explain(
  alias: ExternalName,
  aliases: ReadonlyMap<string, string>,
  { model, knowsNamespace }: RuleInput,
): Answer | undefined {
  const { service, target, kind } = alias;
  const start = `Service ${service.name} is an alias of ${target}`;
  if (kind === 'localhost') {
    return {
      message: `${start}: every pod that uses it connects to itself`,
      fix: 'name the host that is meant; for a container of the same pod clients use localhost themselves',
    };
  }
  if (kind !== 'cluster') return undefined;
  const meant = serviceOfName(target, model.environment);
  if (!target.endsWith(model.environment.clusterDomain.toLowerCase())) {
    const full = fullName(target, service.namespace, model.environment.clusterDomain);
    return {
      message: `${start}, which is no complete name: it is looked up outside of the cluster and not found`,
      fix: `write ${full}, or let clients use that name`,
    };
  }
  if (!meant) {
    return { message: `${start}, which is a name of this cluster and of no Service` };
  }
  const key = `${meant.namespace}/${meant.name}`;
  if (isLoop(`${service.namespace}/${service.name}`, aliases, model.environment)) {
    return { message: `${start}, and that leads back to it: the name resolves to nothing` };
  }
  const found = model.store.get('', 'Service', meant.namespace, meant.name);
  // Every cluster has the Service of its API server.
  const isMissing = !found && key !== 'default/kubernetes' && knowsNamespace(meant.namespace);
  if (isMissing) {
    return { message: `${start}, and there is no Service ${key}: the name resolves to nothing` };
  }
  return {
    message: `${start}, a Service of this cluster: the alias has no ports of its own, and policies, monitors and routes do not follow it`,
    fix: `let clients use ${target}; while they move, ignore this with that reason`,
  };
}

/** `go-server`, `go-server.backend` or `go-server.backend.svc`, completed. */
function fullName(target: string, namespace: string, clusterDomain: string): string {
  const [name = '', other = namespace] = target.split('.');
  return `${name}.${other}.svc.${clusterDomain}`;
}

/** No name server follows a longer one. */
const LONGEST_CHAIN = 100;

function isLoop(
  start: string,
  aliases: ReadonlyMap<string, string>,
  environment: { readonly clusterDomain: string },
): boolean {
  const seen = new Set<string>();
  let key: string | undefined = start;
  while (key !== undefined && !seen.has(key) && seen.size < LONGEST_CHAIN) {
    seen.add(key);
    const next = serviceOfName(aliases.get(key) ?? '', environment);
    key = next && `${next.namespace}/${next.name}`;
  }
  return key !== undefined;
}
