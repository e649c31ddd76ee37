import { object, text } from '@fingerpost/apiserver';
import type { ReachTable, Workload } from '@fingerpost/discovery';

import type { Dependent } from '../../changes.ts';
import type { AllowedTexts } from './allowed-texts.ts';
import type { Draft } from './draft.ts';
import { addressesText } from './outside-difference.ts';
import { makePeersText } from './peers-text.ts';
import type { PeersText } from './peers-text.ts';
import type { Side } from './sides.ts';
import { dependentOf } from './users.ts';

/** All connections of workloads that only one side has: one change for each. */
export function compareOwnConnections(
  { model: { workloads } }: Side,
  table: ReachTable,
  own: readonly number[],
  texts: AllowedTexts,
  touched: ReadonlySet<string> | undefined,
  change: 'gained' | 'lost',
  after: Side | undefined,
): Draft[] {
  if (own.length === 0) return [];
  const ends = new Map(own.map((place) => [place, newEnds()]));
  const isTouched = workloads.map(({ id }) => touched?.has(id) ?? true);
  for (const from of workloads.keys()) {
    const row = table.row(from);
    const source = ends.get(from);
    const targets = source ? workloads.keys() : own;
    for (const to of targets) {
      if (to === from || (isTouched[from] !== true && isTouched[to] !== true)) continue;
      const id = texts.idOf(row(to));
      if (id === 0) continue;
      if (source) add(source.out, id, to);
      const end = ends.get(to);
      if (end) add(end.into, id, from);
    }
  }
  const peersText = makePeersText(workloads);
  return [...ends].flatMap(([place, { out, into }]): Draft[] => {
    const workload = workloads[place];
    if (!workload) return [];
    const outside =
      isTouched[place] === true ? outsideOf(workload, place, table, texts) : NO_OUTSIDE;
    const counts = [sizeOf(into) + outside.into, sizeOf(out) + outside.out];
    if (counts[0] === 0 && counts[1] === 0) return [];
    const edges = [
      ...edgesOf(into, place, peersText, texts, (peer) => `${peer} -> ${workload.id}`),
      ...edgesOf(out, place, peersText, texts, (peer) => `${workload.id} -> ${peer}`),
    ];
    const said = `${counts[0]} in, ${counts[1]} out`;
    return [
      {
        kind: 'connection',
        change,
        about: workload.id,
        aspect: '',
        noun: 'workloads',
        [change === 'lost' ? 'before' : 'after']: said,
        members: [...edges, ...outside.edges].toSorted(),
        spot: { on: workload.stored, field: '' },
        dependents: after ? keepersOf(workload, after) : [],
      },
    ];
  });
}

/** Peers by the number of what is allowed. */
type Peers = Map<number, number[]>;

function newEnds(): { readonly into: Peers; readonly out: Peers } {
  return { into: new Map(), out: new Map() };
}

function add(peers: Peers, id: number, peer: number): void {
  const known = peers.get(id);
  if (known) known.push(peer);
  else peers.set(id, [peer]);
}

function sizeOf(peers: Peers): number {
  let size = 0;
  for (const list of peers.values()) size += list.length;
  return size;
}

function edgesOf(
  peers: Peers,
  self: number,
  peersText: PeersText,
  texts: AllowedTexts,
  edge: (peer: string) => string,
): string[] {
  return [...peers].flatMap(([id, places]) =>
    peersText.of(places, self).map((peer) => `${edge(peer)}: ${texts.textOf(id)}`),
  );
}

interface Outside {
  readonly into: number;
  readonly out: number;
  readonly edges: readonly string[];
}

const NO_OUTSIDE: Outside = { into: 0, out: 0, edges: [] };

function outsideOf(
  { id }: Workload,
  place: number,
  table: ReachTable,
  texts: AllowedTexts,
): Outside {
  const [into, out] = (['Ingress', 'Egress'] as const).map((direction) =>
    table.outside(place, direction).map(({ addresses, allowed }) => {
      const where = addressesText(addresses);
      const edge = direction === 'Ingress' ? `${where} -> ${id}` : `${id} -> ${where}`;
      return `${edge}: ${texts.textOf(texts.idOf(allowed))}`;
    }),
  );
  if (!into || !out) return NO_OUTSIDE;
  return { into: into.length, out: out.length, edges: [...into, ...out] };
}

/** What scales a workload that is gone. */
function keepersOf({ namespace, kind, name }: Workload, { model }: Side): readonly Dependent[] {
  return model.store.list('autoscaling', 'HorizontalPodAutoscaler').flatMap((stored) => {
    const target = object(object(stored.object, 'spec'), 'scaleTargetRef');
    const isMeant =
      stored.namespace === namespace &&
      text(target, 'kind') === kind &&
      text(target, 'name') === name;
    return isMeant ? [dependentOf({ on: stored, field: 'spec.scaleTargetRef' }, 'scales it')] : [];
  });
}
