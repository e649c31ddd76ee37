import { normalizeName } from '../names/domain-name.ts';
import { originsOf } from '../names/origins.ts';
import { CorefileError } from '../corefile-error.ts';
import type { Setup } from './setup.ts';

export interface AutopathConfig {
  readonly kind: 'autopath';
  readonly zones: readonly string[];
  /** The search path of a file; undefined where a plugin gives it, or where it is not known. */
  readonly search: readonly string[] | undefined;
  /** The plugin that knows the search path of each pod. */
  readonly plugin: string | undefined;
  /** Where it stands, for what only the end of the setup tells. */
  readonly error: (message: string) => CorefileError;
}

/** Source: CoreDNS plugin/autopath/setup.go. */
export const setupAutopath: Setup = (cursor, block) => {
  let zones: readonly string[] = [];
  let search: readonly string[] | undefined;
  let plugin: string | undefined;
  let position = cursor.position;
  while (cursor.next()) {
    position = cursor.position;
    const words = cursor.remainingArgs();
    const source = words.at(-1);
    if (source === undefined) throw cursor.failure('no resolv-conf specified');
    if (source.startsWith('@')) {
      plugin = source.slice(1);
    } else {
      const text = block.readFile(source, cursor.position);
      if (text === undefined && source !== '/etc/resolv.conf') {
        throw cursor.failure(
          `failed to parse ${JSON.stringify(source)}: open ${source}: no such file or directory`,
        );
      }
      search = text === undefined ? undefined : readSearch(text);
    }
    zones = originsOf(words.slice(0, -1), block.keys);
  }
  const error = (message: string): CorefileError => new CorefileError(message, position);
  return [{ kind: 'autopath', zones, search, plugin, error }];
};

function readSearch(text: string): readonly string[] {
  let search: readonly string[] = [];
  for (const line of text.split('\n')) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === 'search') search = rest;
    if (word === 'domain') search = rest.slice(0, 1);
  }
  return [...search.map(normalizeName), ''];
}
