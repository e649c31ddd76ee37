import type { Finding, FindingPlace } from '@fingerpost/policy';

/** Something that belongs to a finding, at one place or several. */
export interface RelatedPlace {
  readonly places: readonly string[];
  readonly resource: string;
  readonly message: string;
}

const MAX_RELATED = 2;

/** What belongs to a finding, without words that it says itself, and how many more there are. */
export function relatedPlaces({ related, message, fix }: Finding): {
  readonly shown: readonly RelatedPlace[];
  readonly more: number;
} {
  const alike = [
    ...Map.groupBy(related, (place) => JSON.stringify([place.resource, place.message])).values(),
  ];
  const shown = alike.slice(0, MAX_RELATED).flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const isSaid = message.includes(first.message) || fix.includes(first.message);
    const places = group.map(pointPlace).filter((place) => place !== '');
    return [{ places, resource: first.resource, message: isSaid ? '' : first.message }];
  });
  return { shown, more: alike.length - shown.length };
}

/** `base/web/service.yaml:14:3`; '' where no file is known. */
export function pointPlace({ file, line, column }: FindingPlace): string {
  if (file === '') return '';
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
