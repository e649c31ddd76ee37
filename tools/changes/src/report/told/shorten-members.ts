/**
 * What several changes are about, without what all have in common: of `a -> c`, `b -> c` the sides that differ, and
 * of the pods of one workload the first and the last.
 */
export function shortenMembers(members: readonly string[]): readonly string[] {
  const pairs = members.flatMap((member) => {
    const [from, to, ...rest] = member.split(' -> ');
    return from === undefined || to === undefined || rest.length > 0 ? [] : [[from, to] as const];
  });
  if (pairs.length === 0 || pairs.length < members.length) return joinPods(members);
  const froms = [...new Set(pairs.map(([from]) => from))];
  const tos = [...new Set(pairs.map(([, to]) => to))];
  if (tos.length === 1) return froms;
  if (froms.length === 1) return tos;
  const isProduct = froms.length * tos.length === new Set(members).size;
  return isProduct ? [`${froms.join(', ')} -> ${tos.join(', ')}`] : members;
}

const POD = /^(pod\([^[\]]*)\[(\d+)\](.*)$/;

/** `pod(backend/Deployment/web[0..2]):9100/metrics` */
function joinPods(members: readonly string[]): readonly string[] {
  const groups = Map.groupBy(members, (member) => {
    const [, before, index, after] = POD.exec(member) ?? [];
    return index === undefined ? `=${member}` : `${before}\n${after}`;
  });
  return [...groups.values()].map((group) => {
    const [first = ''] = group;
    const [, before, , after] = POD.exec(first) ?? [];
    if (group.length === 1 || before === undefined) return first;
    const numbers = group.map((member) => Number(POD.exec(member)?.[2])).toSorted((a, b) => a - b);
    const [least, most] = [numbers[0] ?? 0, numbers.at(-1) ?? 0];
    const isRun = most - least + 1 === numbers.length;
    return `${before}[${isRun ? `${least}..${most}` : numbers.join(', ')}]${after}`;
  });
}
