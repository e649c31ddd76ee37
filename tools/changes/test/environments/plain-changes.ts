import {
  formatEndpoints,
  formatRoutes,
  formatScrapes,
  formatServices,
} from '@fingerpost/discovery';
import type { DiscoveryModel } from '@fingerpost/discovery';

import type { DiscoveryChange } from '../../src/changes.ts';

type Kind = DiscoveryChange['kind'];

/** Every fact that two models do not share, as it is written: the plainest comparison there is. */
export function plainChanges(
  before: DiscoveryModel,
  after: DiscoveryModel,
): readonly DiscoveryChange[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  const lost = [...old].filter(([fact]) => !now.has(fact));
  const gained = [...now].filter(([fact]) => !old.has(fact));
  const toChange =
    (change: 'gained' | 'lost') =>
    ([subject, kind]: readonly [string, Kind]): DiscoveryChange => ({
      kind,
      change,
      subject,
      members: [],
      resource: '',
      dependents: [],
    });
  return [...lost.map(toChange('lost')), ...gained.map(toChange('gained'))].toSorted((a, b) =>
    `${a.kind} ${a.subject}` < `${b.kind} ${b.subject}` ? -1 : 1,
  );
}

function factsOf(model: DiscoveryModel): ReadonlyMap<string, Kind> {
  const facts = new Map<string, Kind>();
  const add = (kind: Kind, all: Iterable<unknown>): void => {
    for (const fact of all) facts.set(JSON.stringify(fact), kind);
  };
  add('record', model.records);
  add('endpoints', formatEndpoints(model.endpoints));
  add('endpoints', formatServices(model.services));
  add('name', model.names.services.keys());
  add('route', formatRoutes(model.routes).routes);
  add('scrape', formatScrapes(model.scrapes));
  add('connection', model.reachability.rows());
  return facts;
}
