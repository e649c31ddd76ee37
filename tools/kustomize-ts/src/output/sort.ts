import { KustomizeError } from '../error.ts';
import type { SortOptions } from '../kustomization/fields.ts';
import { formatGvk, sameGvk } from '../resource/resource-id.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import { compareGoStrings } from '../yaml/json-value.ts';
import type { Resource } from '../resource/resource.ts';
import { gvkSortText, kindRank, KINDS_FIRST, KINDS_LAST } from '../resource/kind-order.ts';
import { placeOf } from '../yaml/describe.ts';

/** The order of the output: as read, or by kind. `sortOptions` of the kustomization wins over the caller's choice. */
export function sortResources(
  resources: readonly Resource[],
  options: SortOptions | undefined,
  reorder: 'legacy' | 'none',
): readonly Resource[] {
  if (!options)
    return reorder === 'legacy' ? byKind(resources, KINDS_FIRST, KINDS_LAST) : resources;
  const { order = '', legacySortOptions } = options;
  const place = placeOf(options.node);
  if (order !== 'legacy' && order !== 'fifo') {
    throw new KustomizeError('invalid-value', `sortOptions.order is ${JSON.stringify(order)}`, {
      place,
      fix: 'write legacy or fifo',
    });
  }
  if (order === 'legacy') {
    const { orderFirst = [], orderLast = [] } = legacySortOptions ?? {
      orderFirst: KINDS_FIRST,
      orderLast: KINDS_LAST,
    };
    return byKind(resources, orderFirst, orderLast);
  }
  if (legacySortOptions) {
    throw new KustomizeError(
      'conflict',
      'sortOptions.legacySortOptions is set, but the order is fifo',
      {
        place,
        fix: 'remove legacySortOptions, or set order to legacy',
      },
    );
  }
  return resources;
}

function byKind(
  resources: readonly Resource[],
  first: readonly string[],
  last: readonly string[],
): Resource[] {
  return resources
    .map((resource) => ({ resource, id: resource.id }))
    .toSorted((a, b) => compareIds(a.id, b.id, first, last))
    .map(({ resource }) => resource);
}

function compareIds(
  a: ResourceId,
  b: ResourceId,
  first: readonly string[],
  last: readonly string[],
): number {
  if (sameGvk(a, b)) return compareGoStrings(idSortText(a), idSortText(b));
  const byRank = kindRank(a.kind, first, last) - kindRank(b.kind, first, last);
  if (byRank !== 0) return byRank;
  // Namespace of the core group stands before one of any other.
  const reversed =
    a.kind === 'Namespace' && b.kind === 'Namespace' && (a.group === '' || b.group === '');
  const byText = compareGoStrings(gvkSortText(a), gvkSortText(b));
  return reversed ? -byText : byText;
}

function idSortText(id: ResourceId): string {
  return `${formatGvk(id)}|${id.namespace || '~X'}|${id.name || '~N'}`;
}
