import type { Allowed } from '@fingerpost/discovery';

import { listSome } from './list-some.ts';

/** Gives sets of connections numbers: equal ones have the same, of whichever model they are. 0 is none. */
export interface AllowedTexts {
  idOf(allowed: Allowed | undefined): number;
  /** `TCP 8080, UDP 53`; undefined for none. */
  textOf(id: number): string | undefined;
}

export function makeAllowedTexts(): AllowedTexts {
  const ids = new WeakMap<Allowed, number>();
  const byText = new Map<string, number>();
  const texts: (string | undefined)[] = [undefined];
  return {
    idOf: (allowed) => {
      if (!allowed) return 0;
      const known = ids.get(allowed);
      if (known !== undefined) return known;
      const key = allowed.text === 'All' ? 'All' : allowed.text.join();
      let id = byText.get(key);
      if (id === undefined) {
        id = texts.push(describe(allowed.text)) - 1;
        byText.set(key, id);
      }
      ids.set(allowed, id);
      return id;
    },
    textOf: (id) => texts[id],
  };
}

function describe(text: Allowed['text']): string {
  return text === 'All' ? 'every port' : listSome(text);
}
