import { CorefileError } from '../corefile-error.ts';
import { parseDuration } from '../go/duration.ts';
import { parseInteger } from '../go/number.ts';
import { quote } from '../go/quote.ts';
import { toAbsolute } from '../names/domain-name.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { PluginConfig } from './plugin.ts';
import { arg } from './read.ts';
import type { Setup } from './setup.ts';

/**
 * The zones of clouds, which CoreDNS asks for when it starts: what they hold, and whether it may ask, is not known.
 * Source: CoreDNS plugin/azure, plugin/route53 and plugin/clouddns.
 */
export const setupAzure: Setup = (cursor, block) => {
  const seen = new Set<string>();
  const zones: string[] = [];
  while (cursor.next()) {
    for (const text of cursor.remainingArgs()) {
      const colon = text.indexOf(':');
      const [group, zone] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
      if (colon === -1 || group === '' || zone === '') {
        throw cursor.error(`invalid resource group/zone: ${quote(text)}`);
      }
      if (seen.has(group + zone)) throw cursor.error(`conflicting zone: ${quote(text)}`);
      seen.add(group + zone);
      zones.push(toAbsolute(zone).toLowerCase());
    }
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case 'subscription':
        case 'tenant':
        case 'client':
        case 'secret':
        case 'environment':
          arg(cursor);
          break;
        case 'fallthrough':
          cursor.remainingArgs();
          break;
        case 'access': {
          const access = arg(cursor);
          if (access !== 'public' && access !== 'private') {
            throw cursor.error(`invalid access value: can be public/private, found: ${access}`);
          }
          break;
        }
        case 'refresh':
          checkRefresh(cursor, 'unable');
          break;
        default:
          throw cursor.error(`unknown property: ${quote(cursor.value())}`);
      }
    }
  }
  return asked(cursor, zones, 'azure', block.notModelled);
};

export const setupRoute53: Setup = (cursor, block) => {
  const zones: string[] = [];
  while (cursor.next()) {
    const seen = new Set<string>();
    for (const text of cursor.remainingArgs()) {
      const [, zone = ''] = /^([^:]+):./s.exec(text) ?? [];
      if (zone === '') throw cursor.error(`invalid zone ${quote(text)}`);
      if (seen.has(text)) throw cursor.error(`conflict zone ${quote(text)}`);
      seen.add(text);
      zones.push(toAbsolute(zone).toLowerCase());
    }
    while (cursor.nextBlock()) readRoute53(cursor);
  }
  return asked(cursor, zones, 'route53', block.notModelled);
};

function readRoute53(cursor: Dispenser): void {
  switch (cursor.value()) {
    case 'aws_access_key': {
      const words = cursor.remainingArgs();
      if (words.length < 2) throw cursor.error(`invalid access key: '[${words.join(' ')}]'`);
      break;
    }
    case 'aws_endpoint':
      arg(cursor);
      break;
    case 'credentials': {
      if (!cursor.nextArg()) {
        const error = cursor.argumentError();
        throw new CorefileError(error.message, error.position, true);
      }
      cursor.nextArg();
      break;
    }
    case 'upstream':
    case 'fallthrough':
      cursor.remainingArgs();
      break;
    case 'refresh':
      checkRefresh(cursor, 'Unable');
      break;
    default:
      throw cursor.error(`unknown property ${quote(cursor.value())}`);
  }
}

export const setupClouddns: Setup = (cursor, block) => {
  const zones: string[] = [];
  while (cursor.next()) {
    const seen = new Set<string>();
    for (const text of cursor.remainingArgs()) {
      const [, zone = ''] = /^([^:]+):[^:]+:./s.exec(text) ?? [];
      if (zone === '') throw cursor.error(`invalid zone ${quote(text)}`);
      if (seen.has(text)) throw cursor.error(`conflict zone ${quote(text)}`);
      seen.add(text);
      zones.push(toAbsolute(zone).toLowerCase());
    }
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case 'credentials': {
          const path = arg(cursor);
          if (block.readFile(path, cursor.position) === undefined) {
            throw cursor.error(
              `invalid credentials file ${quote(path)}: open ${path}: no such file or directory`,
            );
          }
          break;
        }
        case 'endpoint':
          arg(cursor);
          break;
        case 'upstream':
        case 'fallthrough':
          cursor.remainingArgs();
          break;
        case 'refresh':
          checkRefresh(cursor, 'unable');
          break;
        default:
          throw cursor.error(`unknown property ${quote(cursor.value())}`);
      }
    }
  }
  return asked(cursor, zones, 'clouddns', block.notModelled);
};

function checkRefresh(cursor: Dispenser, unable: string): void {
  const text = arg(cursor);
  const written = 'value' in parseInteger(text) ? `${text}s` : text;
  const parsed = parseDuration(written);
  if ('error' in parsed) throw cursor.error(`${unable} to parse duration: ${parsed.error}`);
  if (parsed.value <= 0n) {
    throw cursor.error(`refresh interval must be greater than 0: ${quote(written)}`);
  }
}

function asked(
  cursor: Dispenser,
  zones: readonly string[],
  plugin: 'azure' | 'route53' | 'clouddns',
  notModelled: (reason: string, position: Dispenser['position']) => void,
): readonly PluginConfig[] {
  notModelled(
    `${plugin} asks its cloud when CoreDNS starts: it is taken to succeed, and its answers are not known.`,
    cursor.position,
  );
  return [{ kind: 'unknown', plugin, zones }];
}
