import { parseNetwork } from '../go/address.ts';
import type { Network } from '../go/address.ts';
import { quote } from '../go/quote.ts';
import { originsOf } from '../names/origins.ts';
import { TYPES } from '../names/types.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Setup } from './setup.ts';

export interface AclConfig {
  readonly kind: 'acl';
  readonly rules: readonly AclRule[];
}

export interface AclRule {
  readonly zones: readonly string[];
  readonly policies: readonly AclPolicy[];
}

export interface AclPolicy {
  readonly action: 'allow' | 'block' | 'filter' | 'drop';
  /** Undefined: all types. */
  readonly types: ReadonlySet<string> | undefined;
  /** Where the question comes from; undefined: from anywhere. */
  readonly networks: readonly Network[] | undefined;
}

/** Source: CoreDNS plugin/acl/setup.go. */
export const setupAcl: Setup = (cursor, block) => {
  const rules: AclRule[] = [];
  while (cursor.next()) {
    const zones = originsOf(cursor.remainingArgs(), block.keys);
    const policies: AclPolicy[] = [];
    while (cursor.nextBlock()) policies.push(readPolicy(cursor));
    rules.push({ zones, policies });
  }
  return [{ kind: 'acl', rules }];
};

function isAction(word: string): word is AclPolicy['action'] {
  return word === 'allow' || word === 'block' || word === 'filter' || word === 'drop';
}

function isSection(word: string): boolean {
  return /^(?:type|net)$/i.test(word);
}

function readPolicy(cursor: Dispenser): AclPolicy {
  const action = cursor.value().toLowerCase();
  if (!isAction(action)) {
    throw cursor.error(
      `unexpected token ${quote(cursor.value())}; expect 'allow', 'block', 'filter' or 'drop'`,
    );
  }
  let types: Set<string> | undefined;
  let allTypes = false;
  let networks: Network[] | undefined;
  let anywhere = false;
  let words: readonly string[] = cursor.remainingArgs();
  while (words.length > 0) {
    const [section = '', ...rest] = words;
    if (!isSection(section)) {
      throw cursor.error(`unexpected token ${quote(section)}; expect 'type | net'`);
    }
    const end = rest.findIndex(isSection);
    const tokens = end === -1 ? rest : rest.slice(0, end);
    words = rest.slice(tokens.length);
    const name = section.toLowerCase();
    if (tokens.length === 0) {
      throw cursor.error(`no token specified in ${quote(name)} section`);
    }
    if (name === 'type') {
      const { found, all } = readTypes(cursor, tokens);
      types = new Set([...(types ?? []), ...found]);
      allTypes ||= all;
    } else {
      const read = readNetworks(cursor, tokens);
      // `*` replaces what was written before it, and what follows is added to everything.
      anywhere ||= read === undefined;
      networks = [...(networks ?? []), ...(read ?? [])];
    }
  }
  return {
    action,
    types: allTypes ? undefined : types,
    networks: anywhere ? undefined : networks,
  };
}

function readTypes(
  cursor: Dispenser,
  tokens: readonly string[],
): { found: string[]; all: boolean } {
  const found: string[] = [];
  for (const token of tokens) {
    if (token === '*') return { found, all: true };
    if (!TYPES.has(token)) {
      throw cursor.error(`unexpected token ${quote(token)}; expect legal QTYPE`);
    }
    // `None` has the number that stands for all types.
    if (token === 'None') return { found, all: true };
    found.push(token);
  }
  return { found, all: false };
}

function readNetworks(cursor: Dispenser, tokens: readonly string[]): Network[] | undefined {
  const found: Network[] = [];
  for (const token of tokens) {
    if (token === '*') return undefined;
    const text = token.includes('/') ? token : `${token}${token.includes(':') ? '/128' : '/32'}`;
    const network = parseNetwork(text);
    if (!network) throw cursor.error(`illegal CIDR notation ${quote(text)}`);
    found.push(network);
  }
  return found;
}
