import type { Dependent } from '../../changes.ts';
import type { Place } from '../../place.ts';
import { withoutHash } from './without-hash.ts';

/** Someone who depends on what changed, with all that he does with it. */
export interface ToldDependent {
  /** `Kind/namespace/name`, without kustomize's hash. */
  readonly resource: string;
  /** `uses the name go-server, go-server:9000` */
  readonly how: string;
  readonly places: readonly Place[];
}

/** Each resource once, however many of its lines use what changed. */
export function tellDependents(dependents: readonly Dependent[]): ToldDependent[] {
  const groups = Map.groupBy(dependents, ({ resource }) => withoutHash(resource));
  return Array.from(groups, ([resource, group]) => ({
    resource,
    how: joinHows([...new Set(group.map(({ how }) => how))].toSorted()),
    places: placesOf(group),
  }));
}

const NAME = 'uses the name ';

function joinHows(hows: readonly string[]): string {
  const names = hows.filter((how) => how.startsWith(NAME)).map((how) => how.slice(NAME.length));
  const rest = hows.filter((how) => !how.startsWith(NAME));
  return [...(names.length > 0 ? [`${NAME}${names.join(', ')}`] : []), ...rest].join(', ');
}

function placesOf(group: readonly Dependent[]): Place[] {
  const found = new Map<string, Place>();
  for (const { place } of group) {
    if (place) found.set(`${place.file}:${place.line}`, place);
  }
  return [...found.values()].toSorted(
    (a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)) || (a.line ?? 0) - (b.line ?? 0),
  );
}
