import { describeObject } from '@fingerpost/discovery';
import type { Route, RouteRule } from '@fingerpost/discovery';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const hostDuplicate: Rule = {
  id: 'route/host-duplicate',
  severity: 'error',
  scope: 'environment',
  title: 'Two routes claim the same requests of a host',
  why: 'Only one of them gets the requests: with the Gateway API the older one, with an Ingress the controller decides. The other one is accepted, and nobody ever reaches what stands behind it.',
  fix: 'give one of them another host or path, or put both into one route',
  silent:
    'For routes that differ in path, method, headers, query, listener or gateway, for rules of one and the same route, and for canary Ingresses of ingress-nginx.',
  source: 'https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule',
  check: findDuplicates,
};

function* findDuplicates({ model, isChecked }: RuleInput): Generator<Problem> {
  const claimed = new Map<string, Route>();
  for (const route of model.routes.routes) {
    if (route.stored.annotations.get('nginx.ingress.kubernetes.io/canary') === 'true') continue;
    const told = new Set<Route>();
    for (const { key, hostname, path } of claimsOf(route)) {
      const winner = claimed.get(key);
      if (!winner) claimed.set(key, route);
      if (!winner || winner === route || told.has(winner)) continue;
      const [on, other] = isChecked(route.stored) ? [route, winner] : [winner, route];
      if (!isChecked(on.stored)) continue;
      told.add(winner);
      yield {
        on: on.stored,
        field: fieldOfHost(on, hostname),
        message: `${describeObject(on.stored)} and ${describeObject(other.stored)} both take requests for ${hostname === '*' ? 'every host' : hostname}${path}: only one of them gets them`,
        related: [
          { on: other.stored, field: fieldOfHost(other, hostname), message: 'takes the same' },
        ],
      };
    }
  }
}

function claimsOf(
  route: Route,
): { readonly key: string; readonly hostname: string; readonly path: string }[] {
  const parents = route.parents.map(({ parent, sectionName, port }) => [parent, sectionName, port]);
  return route.rules.flatMap((rule) =>
    hostsOf(route, rule).flatMap((hostname) =>
      rule.matches.flatMap((match) =>
        parents.map((parent) => {
          const key = JSON.stringify([route.kind, parent, hostname.toLowerCase(), match]);
          return { key, hostname, path: match.path.value };
        }),
      ),
    ),
  );
}

function hostsOf({ hostnames }: Route, { host }: RouteRule): readonly string[] {
  if (host !== undefined) return [host];
  return hostnames.length === 0 ? ['*'] : hostnames;
}

function fieldOfHost({ kind, hostnames, rules }: Route, hostname: string): string {
  if (kind !== 'Ingress') {
    const index = hostnames.indexOf(hostname);
    return index < 0 ? 'spec' : `spec.hostnames[${index}]`;
  }
  const field = rules.find(({ host }) => host === hostname)?.backends[0]?.field ?? 'spec';
  return field.replace(/^(spec\.rules\[\d+\]).*$/, '$1.host');
}
