import type { ResourceChange } from '../changes.ts';
import { stemOf } from '../resource/hash-suffix.ts';
import { formatIdentity } from '../resource/identity.ts';
import { formatPlace } from './format-place.ts';

/** What stands beside the name of a resource: where it was made or taken away, what it was called, where it comes from. */
export function resourceNotes(resource: ResourceChange): string[] {
  const { status, place, removedAt, movedFrom } = resource;
  if (status === 'removed') {
    const was = place ? formatPlace(place) : '';
    return removedAt
      ? [`removed by ${formatPlace(removedAt)}`, ...(was === '' ? [] : [`was ${was}`])]
      : [was].filter((note) => note !== '');
  }
  if (status === 'added') return place ? [formatPlace(place)] : [];
  return [
    ...(status === 'moved'
      ? [`moved here${movedFrom === undefined ? '' : ` from ${movedFrom}`}`]
      : []),
    ...renamingOf(resource),
  ];
}

/** As `formatIdentity` writes it, without a hash that changed. */
export function shownIdentity(resource: ResourceChange): string {
  const { renamed, name } = resource;
  const stem = renamed?.by === 'hash' ? stemOf(name) : undefined;
  return formatIdentity(stem === undefined ? resource : { ...resource, name: stem });
}

function renamingOf({ renamed, namespace }: ResourceChange): string[] {
  if (!renamed) return [];
  if (renamed.by === 'hash') return ['its hash changes'];
  const isHere = renamed.namespace === namespace || renamed.namespace === undefined;
  const old = isHere ? renamed.name : `${renamed.namespace}/${renamed.name}`;
  return [`made anew, was ${old}`];
}
