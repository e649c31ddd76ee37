import type { DiscoveryModel } from '@fingerpost/discovery';

import { spotOfWord } from './corefile-spots.ts';
import type { Spot } from './draft.ts';

/** A rewrite rule of the name server. */
export interface Rewrite {
  /** `name exact go-server.apps.internal` */
  readonly rule: string;
  /** The one name that it is for; undefined where there are others. */
  readonly exact: string | undefined;
  /** The name that it leads to; '' where it does something else. */
  readonly target: string;
  /** What it does. */
  readonly text: string;
  readonly spot: Spot | undefined;
}

/** All rewrite rules of the server blocks, in their order. */
export function rewritesOf(model: DiscoveryModel): readonly Rewrite[] {
  return model.corefile.loaded.servers.flatMap(({ plugins }) =>
    plugins.flatMap((plugin) =>
      plugin.kind !== 'rewrite'
        ? []
        : plugin.rules.map((rule): Rewrite => {
            const { type } = rule;
            if (!('match' in rule)) {
              return {
                rule: type,
                exact: undefined,
                target: '',
                text: JSON.stringify(rule),
                spot: undefined,
              };
            }
            const name = withoutDot(rule.match.text);
            const target = 'replacement' in rule ? withoutDot(rule.replacement) : '';
            const { match, ...rest } = rule;
            return {
              rule: `${type} ${match.how} ${name}`,
              exact: match.how === 'exact' ? name : undefined,
              target,
              text: target === '' ? JSON.stringify(rest) : `-> ${target}`,
              spot: spotOfWord(model, name),
            };
          }),
    ),
  );
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
