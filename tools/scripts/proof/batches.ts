import type { Fault } from './fault.ts';
import type { Question } from './question.ts';

/**
 * Faults that can be made in one repository, and in one cluster, at the same time: none edits what another one edits or
 * asks about. Their order is kept. That their predictions are the same as alone, the tests hold.
 */
export function batchesOf(faults: readonly Fault[]): readonly (readonly Fault[])[] {
  const batches: { readonly faults: Fault[]; readonly areas: Set<string> }[] = [];
  for (const fault of faults) {
    const areas = areasOf(fault);
    const fits = fault.alone
      ? undefined
      : batches.find(
          (batch) =>
            !batch.faults.some(({ alone }) => alone) &&
            ![...areas].some((area) => batch.areas.has(area)),
        );
    const batch = fits ?? { faults: [], areas: new Set<string>() };
    if (!fits) batches.push(batch);
    batch.faults.push(fault);
    for (const area of areas) batch.areas.add(area);
  }
  return batches.map((batch) => batch.faults);
}

/** What a fault edits and asks about, by names of services. */
function areasOf({ edits, shows }: Fault): Set<string> {
  const edited = edits.map((edit) => {
    if ('file' in edit) return areaOfFile(edit.file);
    return areaOfFile('link' in edit ? edit.link : 'move' in edit ? edit.move : edit.remove);
  });
  return new Set([...edited, ...shows.flatMap(({ question }) => areasOfQuestion(question))]);
}

/** `base/services/go-server/...` and `overlays/dev/go-server/...` are the service, other folders of base themselves. */
function areaOfFile(file: string): string {
  const [, kind = '', name = ''] = file.split('/');
  return file.startsWith('base/') && kind !== 'services' ? `${kind}/${name}` : name;
}

function areasOfQuestion(question: Question): string[] {
  switch (question.ask) {
    case 'accept':
      return [question.object.name];
    case 'connect':
      return [
        lastOf(question.from),
        ...('host' in question.to ? [firstLabel(question.to.host)] : []),
      ];
    case 'spread':
      return [lastOf(question.from), firstLabel(question.to.host)];
    case 'losses':
      return [lastOf(question.from), lastOf(question.workload)];
    case 'lookup':
      return [lastOf(question.from), firstLabel(question.name)];
    case 'endpoints':
      return [lastOf(question.service)];
    case 'rollout':
    case 'evict':
      return [lastOf(question.workload)];
    case 'scrape':
      return [lastOf(question.monitor)];
    case 'coredns':
      return [];
  }
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function firstLabel(host: string): string {
  const [first = ''] = host.split('.');
  return first;
}
