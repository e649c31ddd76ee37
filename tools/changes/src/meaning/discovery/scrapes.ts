import { plural } from '@fingerpost/text';
import { describeObject } from '@fingerpost/discovery';
import type { Scrape } from '@fingerpost/discovery';

import type { Draft } from './draft.ts';
import { listSome } from './list-some.ts';
import { keysOfBoth } from './sides.ts';
import type { Side, Sides } from './sides.ts';

/** Targets that Prometheus loses or gains by a monitor. */
export function compareScrapes({ before, after }: Sides): Draft[] {
  const old = scrapesOf(before);
  const fresh = scrapesOf(after);
  return keysOfBoth(old, fresh).flatMap((monitor): Draft[] => {
    const [one, other] = [old.get(monitor), fresh.get(monitor)];
    const [was, is] = [targetsOf(one), targetsOf(other)];
    const lost = [...was].filter((target) => !is.has(target));
    const gained = [...is].filter((target) => !was.has(target));
    const known = other ?? one;
    if (!known || lost.length + gained.length === 0) return [];
    const change = is.size === 0 ? 'lost' : was.size === 0 ? 'gained' : 'changed';
    const isMixed = lost.length > 0 && gained.length > 0;
    const members = [
      ...lost.map((target) => (isMixed ? `lost ${target}` : target)),
      ...gained.map((target) => (isMixed ? `gained ${target}` : target)),
    ];
    return [
      {
        kind: 'scrape',
        change,
        about: monitor,
        aspect: '',
        noun: 'monitors',
        before: textOf(one, was),
        after: textOf(other, is),
        members: members.toSorted(),
        spot: { on: known.stored, field: known.kind === 'Probe' ? 'spec.targets' : 'spec' },
      },
    ];
  });
}

function scrapesOf({ model }: Side): ReadonlyMap<string, Scrape> {
  return new Map(model.scrapes.map((scrape) => [describeObject(scrape.stored), scrape]));
}

/** None of a monitor that Prometheus does not take. */
function targetsOf(scrape: Scrape | undefined): ReadonlySet<string> {
  if (!scrape || scrape.isPicked === 'no') return new Set();
  return new Set(
    scrape.pools.flatMap(({ scheme, path, targets }) =>
      targets.map(({ address, port, probed }) => {
        const at = `${address}${port === 0 ? '' : `:${port}`}${path}`;
        const own = scheme === 'http' ? at : `${scheme}://${at}`;
        return probed === '' ? own : `${probed} by ${own}`;
      }),
    ),
  );
}

function textOf(scrape: Scrape | undefined, targets: ReadonlySet<string>): string | undefined {
  if (!scrape) return undefined;
  if (scrape.isPicked === 'no') return 'not picked up by Prometheus';
  if (targets.size > 0) return plural(targets.size, 'target');
  const reasons = scrape.pools.flatMap(({ empty }) =>
    empty.map(({ selected, reason }) =>
      [selected, reason.replaceAll('-', ' ')].filter(Boolean).join(': '),
    ),
  );
  return ['no targets', listSome([...new Set(reasons)])].filter(Boolean).join(': ');
}
