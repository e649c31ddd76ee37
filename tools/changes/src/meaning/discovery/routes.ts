import { plural } from '@fingerpost/text';
import { describeObject } from '@fingerpost/discovery';
import type {
  Route,
  RouteBackend,
  RouteMatch,
  RouteParent,
  RouteRule,
} from '@fingerpost/discovery';

import type { Draft, Spot } from './draft.ts';
import { listSome } from './list-some.ts';
import { keysOfBoth } from './sides.ts';
import type { Side, Sides } from './sides.ts';

/** Hosts and paths that are lost or gained, or whose requests go elsewhere, or nowhere. */
export function compareRoutes({ before, after }: Sides): Draft[] {
  const old = entriesOf(before);
  const fresh = entriesOf(after);
  const changes = keysOfBoth(old, fresh).flatMap((key): RouteChange[] => {
    const [one, other] = textsOf(old.get(key), fresh.get(key));
    const [entry] = fresh.get(key) ?? old.get(key) ?? [];
    if (!entry || one === other) return [];
    const isBroken = (fresh.get(key) ?? []).some(({ failing }) => failing);
    const wasBroken = (old.get(key) ?? []).some(({ failing }) => failing);
    const isWorse = isBroken && !wasBroken;
    return [{ key, entry, before: one, after: other, isWorse, isBetter: wasBroken && !isBroken }];
  });
  const alike = Map.groupBy(changes, ({ entry, ...change }) =>
    JSON.stringify([entry.resource, change.before, change.after, change.isWorse, change.isBetter]),
  );
  return [...alike.values()].flatMap((group): Draft[] => {
    const [first] = group;
    if (!first) return [];
    const { resource, spot } = first.entry;
    const isOne = group.length === 1;
    return [
      {
        kind: 'route',
        change:
          first.before === undefined ? 'gained' : first.after === undefined ? 'lost' : 'changed',
        about: isOne ? first.key : resource,
        aspect: isOne ? '' : plural(group.length, 'path'),
        noun: 'routes',
        before: first.before,
        after: first.after,
        ...(!isOne && { members: group.map(({ key }) => key) }),
        spot,
        worse: first.isWorse,
        better: first.isBetter,
      },
    ];
  });
}

interface RouteChange {
  readonly key: string;
  readonly entry: Entry;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly isWorse: boolean;
  readonly isBetter: boolean;
}

/** What one rule makes of requests for one host and path. */
interface Entry {
  /** `HTTPRoute/edge/frontend` */
  readonly resource: string;
  readonly to: string;
  /** What it is attached to, or is not; and those that it is not attached to. */
  readonly parents: readonly string[];
  readonly detached: readonly string[];
  /** Requests fail, or never arrive. */
  readonly failing: boolean;
  readonly spot: Spot;
}

/** By host, path and further conditions: routes that share them stand together. */
function entriesOf({ model }: Side): ReadonlyMap<string, readonly Entry[]> {
  const entries = new Map<string, Entry[]>();
  for (const route of model.routes.routes) {
    for (const rule of route.rules) {
      const entry = entryOf(route, rule);
      for (const key of keysOf(route, rule)) {
        const known = entries.get(key);
        if (known) known.push(entry);
        else entries.set(key, [entry]);
      }
    }
  }
  return entries;
}

function keysOf({ hostnames }: Route, { host, matches }: RouteRule): readonly string[] {
  const hosts = host === undefined ? (hostnames.length === 0 ? ['*'] : hostnames) : [host];
  // Without a path it is the default backend of an Ingress.
  const paths = matches.length === 0 ? [' (everything else)'] : matches.map(matchText);
  return [...new Set(hosts.flatMap((one) => paths.map((path) => `${one}${path}`)))];
}

function matchText({ path, method, headers, queryParams }: RouteMatch): string {
  const conditions = [
    ...(path.type === 'PathPrefix' ? [] : [path.type]),
    ...(method === '' ? [] : [method]),
    ...headers,
    ...queryParams.map((parameter) => `?${parameter}`),
  ];
  return `${path.value}${conditions.length === 0 ? '' : ` (${conditions.join(', ')})`}`;
}

function entryOf(route: Route, { redirect, backends, failing }: RouteRule): Entry {
  const detached = route.parents.filter(({ isAttached }) => isAttached === 'no');
  const ends = backends.map((backend) => backendText(route, backend));
  const to =
    redirect === undefined ? listSome(ends, 70) || 'nowhere' : `redirect ${redirect}`.trim();
  const parents = route.parents.map((parent) => parentText(parent));
  const noEndpoints = backends.some(
    ({ reason, role }) => role === 'backend' && reason === 'no-endpoints',
  );
  const broken = backends.find(({ resolves }) => resolves === 'no');
  const field = broken?.field ?? backends[0]?.field ?? 'spec.rules';
  return {
    resource: describeObject(route.stored),
    to,
    detached: detached.map(parentText).toSorted(),
    parents: parents.toSorted(),
    failing: failing > 0 || noEndpoints || detached.length > 0,
    spot: { on: route.stored, field: detached.length > 0 ? 'spec.parentRefs' : field },
  };
}

function parentText({ parent, sectionName, reason, isAttached }: RouteParent): string {
  const listener = sectionName === '' ? '' : ` ${sectionName}`;
  const how = isAttached === 'no' ? 'not attached to' : 'through';
  return `${how} ${parent}${listener}${reason === undefined ? '' : ` (${reason.replaceAll('-', ' ')})`}`;
}

const REASONS: Readonly<Partial<Record<NonNullable<RouteBackend['reason']>, string>>> = {
  'no-endpoints': 'no endpoints',
  'no-port': 'broken, it names no port',
  'not-granted': 'broken, no ReferenceGrant allows it',
  'port-missing': 'broken, the Service has no such port',
  'service-missing': 'broken, there is no such Service',
};

function backendText({ stored }: Route, backend: RouteBackend): string {
  const { target, port, share, role, reason } = backend;
  const own = `Service/${stored.namespace}/`;
  const name = target.startsWith(own) ? target.slice(own.length) : target;
  const part = role === 'backend' && share < 1 ? ` (${Math.round(share * 100)} %)` : '';
  const copy = role === 'mirror' || role === 'auth' ? ` (${role})` : '';
  const problem = reason && REASONS[reason];
  return `${name}${port === undefined ? '' : ` ${port}`}${part}${copy}${problem ? `: ${problem}` : ''}`;
}

type Texts = readonly [before: string | undefined, after: string | undefined];

/** Where requests go; also through what, where that is not the same. */
function textsOf(before: readonly Entry[] | undefined, after: readonly Entry[] | undefined): Texts {
  const [was, is] = [before, after].map((entries) =>
    joined(entries, ({ parents }) => parents.join()),
  );
  const isMoved = before && after && was !== is;
  const text = ({ to, parents, detached }: Entry): string =>
    [to, ...(isMoved ? parents : detached)].join(', ');
  return [joined(before, text), joined(after, text)];
}

function joined(
  entries: readonly Entry[] | undefined,
  text: (entry: Entry) => string,
): string | undefined {
  return entries && [...new Set(entries.map(text))].toSorted().join('; ');
}
