import { object, text } from '@fingerpost/apiserver';
import { describeObject } from '../store/stored-object.ts';
import { matchKey } from './matches.ts';
import type { Route, RouteConflict, RouteMatch, RuleReference } from './route.ts';

interface Claim {
  readonly route: Route;
  readonly rule: number;
  readonly order: number;
}

interface Claims {
  readonly parent: string;
  readonly listener: string;
  readonly hostname: string;
  readonly match: RouteMatch;
  readonly claims: Claim[];
}

/**
 * Rules of one listener that ask for the same requests: the oldest route wins, then the first by `namespace/name`, and in
 * a route the first rule (`HTTPRouteRule.matches`, `GRPCRouteRule.matches` of the Gateway API). Rules that differ in any
 * condition are told apart by it.
 */
export function findConflicts(routes: readonly Route[]): readonly RouteConflict[] {
  const claimed = new Map<string, Claims>();
  for (const route of routes) for (const claim of claimsOf(route)) add(claimed, claim);
  return [...claimed.values()].flatMap(({ claims, ...rest }) => {
    const [winner, ...losers] = claims.toSorted(byPrecedence);
    if (!winner || losers.length === 0) return [];
    return [
      {
        ...rest,
        winner: refer(winner),
        losers: losers.map(refer),
        decidedBy: decider(winner, losers),
      },
    ];
  });
}

function add(claimed: Map<string, Claims>, { claims, ...claim }: Claims): void {
  const { parent, listener, hostname, match } = claim;
  const key = JSON.stringify([parent, listener, hostname, matchKey(match)]);
  const others = claimed.get(key);
  if (!others) claimed.set(key, { ...claim, claims });
  else if (!others.claims.some((other) => isSame(other, claims[0]))) others.claims.push(...claims);
}

function isSame(a: Claim, b: Claim | undefined): boolean {
  return a.route === b?.route && a.rule === b.rule;
}

function claimsOf(route: Route): Claims[] {
  return route.parents.flatMap(({ parent, listeners }) =>
    listeners.flatMap((listener) =>
      route.rules.flatMap((rule, order) =>
        hostsOf(listener.hostnames, rule.host).flatMap((hostname) =>
          rule.matches.map((match) => ({
            parent,
            listener: listener.name,
            hostname,
            match,
            claims: [{ route, rule: rule.index, order }],
          })),
        ),
      ),
    ),
  );
}

function hostsOf(hostnames: readonly string[], host: string | undefined): readonly string[] {
  return host === undefined ? hostnames : [host];
}

function byPrecedence(a: Claim, b: Claim): number {
  if (a.route === b.route) return a.order - b.order;
  const [first, second] = [ageOf(a.route), ageOf(b.route)];
  if (first !== '' && second !== '' && first !== second) return first < second ? -1 : 1;
  return nameOf(a.route) < nameOf(b.route) ? -1 : 1;
}

function decider(winner: Claim, losers: readonly Claim[]): RouteConflict['decidedBy'] {
  if (losers.every(({ route }) => route === winner.route)) return 'rule-order';
  if (winner.route.kind === 'Ingress') return 'implementation';
  const ages = [winner, ...losers].map(({ route }) => ageOf(route));
  const isKnown = ages.every((age) => age !== '') && ages.slice(1).every((age) => age !== ages[0]);
  return isKnown ? 'age' : 'name';
}

/** When the cluster made it; '' where only its manifest is known. */
function ageOf({ stored }: Route): string {
  return text(object(stored.written, 'metadata'), 'creationTimestamp');
}

function nameOf({ stored }: Route): string {
  return `${stored.namespace}/${stored.name}`;
}

function refer({ route, rule }: Claim): RuleReference {
  return { route: describeObject(route.stored), rule };
}
