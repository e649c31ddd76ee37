import { contains, parseAddress } from '../../corefile/go/address.ts';
import type { Network } from '../../corefile/go/address.ts';
import { longestZone } from '../../corefile/names/domain-name.ts';
import type { AclConfig, AclPolicy, AclRule } from '../../corefile/setup/acl.ts';
import type { Handler, Question } from '../message.ts';
import type { PluginContext } from './context.ts';
import { reply, unknown } from './replies.ts';

/** Lets questions through or not, by where they come from. Source: CoreDNS plugin/acl/acl.go. */
export function makeAcl({ rules }: AclConfig, next: Handler, { clients }: PluginContext): Handler {
  return (question) => {
    for (const rule of rules) {
      if (longestZone(rule.zones, question.name) === undefined) continue;
      switch (actionFor(rule, question, clients)) {
        case 'drop':
          return { ...unknown, silent: true };
        case 'block':
          return reply('REFUSED', {});
        case 'filter':
          return reply('NOERROR', {});
        case 'allow':
          return next(question);
        case 'unknown':
          return unknown;
        case undefined:
          break;
      }
    }
    return next(question);
  };
}

function actionFor(
  { policies }: AclRule,
  { type, client }: Question,
  clients: readonly Network[],
): AclPolicy['action'] | 'unknown' | undefined {
  for (const { action, types, networks } of policies) {
    if (types && !types.has(type)) continue;
    if (!networks) return action;
    const matches = comesFrom(networks, client, clients);
    if (matches === undefined) return 'unknown';
    if (matches) return action;
  }
  return undefined;
}

/** Undefined where it depends on who asks, which is not known. */
function comesFrom(
  networks: readonly Network[],
  client: string | undefined,
  clients: readonly Network[],
): boolean | undefined {
  const address = client === undefined ? undefined : parseAddress(client);
  if (address) return networks.some((network) => contains(network, address));
  if (clients.length === 0) return undefined;
  const inside = clients.every((range) =>
    networks.some((network) => network.ones <= range.ones && contains(network, range)),
  );
  if (inside) return true;
  const outside = clients.every((range) =>
    networks.every((network) => !contains(network, range) && !contains(range, network)),
  );
  return outside ? false : undefined;
}
