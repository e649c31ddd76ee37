import { isWithin, parseAddresses } from '@fingerpost/discovery';
import type { DiscoveryModel } from '@fingerpost/discovery';

import type { DiscoveryChange } from '../../src/changes.ts';

/** Addresses that stand for those that networks of the tests tell apart. */
const OUTSIDE = ['10.0.0.1', '10.1.0.1', '192.0.2.1', '203.0.113.1'];

/** All pairs that changed, as `from -> to: before => after`, by a look at every row of both models. */
export function pairsThatChanged(before: DiscoveryModel, after: DiscoveryModel): Set<string> {
  const [old, fresh] = [rowsOf(before), rowsOf(after)];
  const pairs = new Set([...old.keys(), ...fresh.keys()]);
  return new Set(
    [...pairs].flatMap((pair) => {
      const [was, is] = [old.get(pair) ?? 'none', fresh.get(pair) ?? 'none'];
      return was === is ? [] : [`${pair}: ${was} => ${is}`];
    }),
  );
}

function rowsOf(model: DiscoveryModel): Map<string, string> {
  const ids = new Set(model.workloads.map(({ id }) => id));
  const rows = new Map<string, string>();
  for (const { from, to, connections } of model.reachability.rows()) {
    const text = connections === 'All' ? 'every port' : connections.join(', ');
    for (const source of ids.has(from) ? [from] : pointsIn(from)) {
      for (const end of ids.has(to) ? [to] : pointsIn(to)) rows.set(`${source} -> ${end}`, text);
    }
  }
  return rows;
}

function pointsIn(list: string): string[] {
  const addresses = list === 'every address outside' ? '0.0.0.0/0' : list;
  const ranges = parseAddresses(addresses) ?? [];
  return OUTSIDE.filter((address) => isWithin(parseAddresses(address) ?? [], ranges));
}

/** The pairs that changes of connections tell, folded ones one by one. */
export function pairsTold(
  changes: readonly DiscoveryChange[],
  before: DiscoveryModel,
  after: DiscoveryModel,
): Set<string> {
  const [old, fresh] = [before, after].map(({ workloads }) => workloads.map(({ id }) => id));
  const common = (old ?? []).filter((id) => fresh?.includes(id));
  return new Set(
    changes
      .filter(({ kind }) => kind === 'connection')
      .flatMap(({ subject, members, change, before: was = 'none', after: is = 'none' }) => {
        if (subject.includes(' -> ')) {
          const edges = members.length > 0 ? members : [subject];
          return edges.flatMap((edge) =>
            expand(edge, common).map((pair) => `${pair}: ${was} => ${is}`),
          );
        }
        const all = (change === 'lost' ? old : fresh) ?? [];
        return members.flatMap((member) => {
          const at = member.lastIndexOf(': ');
          const text = member.slice(at + 2);
          const states = change === 'lost' ? `${text} => none` : `none => ${text}`;
          return expand(member.slice(0, at), all).map((pair) => `${pair}: ${states}`);
        });
      }),
  );
}

function expand(edge: string, ids: readonly string[]): string[] {
  const [from = '', to = ''] = edge.split(' -> ');
  const sources = endsOf(from, ids);
  const ends = endsOf(to, ids);
  return sources.flatMap((source) =>
    ends.filter((end) => end !== source).map((end) => `${source} -> ${end}`),
  );
}

function endsOf(text: string, ids: readonly string[]): string[] {
  const [every, namespace, exceptions = ''] =
    /^every other workload(?: of (\S+))?(?: but (.*))?$/.exec(text) ?? [];
  if (every !== undefined) {
    const others = exceptions.split(', ');
    const some = ids.filter((id) => namespace === undefined || id.startsWith(`${namespace}/`));
    return some.filter((id) => !others.includes(id));
  }
  return text.split('/').length === 3 && !/^\d/.test(text) ? [text] : pointsIn(text);
}
