import { discover } from '@fingerpost/discovery';
import type { DiscoveryModel, NotModelled } from '@fingerpost/discovery';

import type { EnvironmentChange } from '../../changes.ts';
import { compareConnections } from './connections.ts';
import { finish } from './draft.ts';
import { compareEndpoints } from './endpoints.ts';
import { foldAlike, foldByKind } from './fold.ts';
import { compareNameServers } from './name-server.ts';
import { compareNames } from './names.ts';
import { inOrder } from './order.ts';
import { comparePorts } from './ports.ts';
import { makeRecordLedger } from './record-ledger.ts';
import { compareRecords } from './records.ts';
import { compareRoutes } from './routes.ts';
import { compareScrapes } from './scrapes.ts';
import { servicesOfBoth, sideOf } from './sides.ts';
import type { Sides } from './sides.ts';
import { compareTraffic } from './traffic.ts';
import { makeUsers } from './users.ts';

export interface ModelComparison {
  /** Ids of workloads: connections are compared only where one of them is at an end. Default: all. */
  readonly touched?: ReadonlySet<string> | undefined;
}

/**
 * What two models of an environment find and reach differently: first what is lost, last what is gained. Of an
 * environment that is new or gone (undefined), one change of each kind. The same for resources in any order. Only what
 * changed takes memory; connections are compared for the workloads that changed, or whose policies did.
 */
export function compareModels(
  before: DiscoveryModel | undefined,
  after: DiscoveryModel | undefined,
  { touched }: ModelComparison = {},
): Pick<EnvironmentChange, 'discovery' | 'notModelled'> {
  const known = after ?? before;
  if (!known) return { discovery: [], notModelled: [] };
  const empty = discover([], known.environment);
  const sides = { before: sideOf(before ?? empty), after: sideOf(after ?? empty) };
  const drafts = compareSides(sides, touched);
  const folded = before && after ? foldAlike(drafts) : foldByKind(drafts);
  return { discovery: inOrder(folded).map(finish), notModelled: compareNotModelled(sides) };
}

function compareSides(sides: Sides, touched: ReadonlySet<string> | undefined) {
  const pairs = servicesOfBoth(sides);
  const users = makeUsers(sides);
  const ledger = makeRecordLedger(sides);
  // What comes first takes the records that belong to it.
  return [
    ...compareNames(sides, ledger, users),
    ...comparePorts(sides, pairs, ledger, users),
    ...compareEndpoints(sides, pairs, ledger, users),
    ...compareRecords(sides, ledger),
    ...compareTraffic(pairs, users),
    ...compareRoutes(sides),
    ...compareScrapes(sides),
    ...compareConnections(sides, users, touched),
    ...compareNameServers(sides, users),
  ];
}

/** What the new model leaves out and the old one did not. */
function compareNotModelled({ before, after }: Sides): readonly string[] {
  const known = new Set(before.model.notModelled.map(sentenceOf));
  const fresh = new Set(after.model.notModelled.map(sentenceOf));
  return [...fresh].filter((sentence) => !known.has(sentence)).toSorted();
}

function sentenceOf({ resource, field, reason }: NotModelled): string {
  const where = [resource, field].filter(Boolean).join(' ');
  return where === '' ? reason : `${where}: ${reason}`;
}
