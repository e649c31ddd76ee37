import { parseInteger } from '../go/number.ts';
import { normalizeName } from '../names/domain-name.ts';
import { need } from './read.ts';
import type { Setup } from './setup.ts';

/** Source: CoreDNS plugin/nomad/setup.go. What Nomad knows is not known. */
export const setupNomad: Setup = (cursor) => {
  cursor.next();
  const [zone = 'service.nomad'] = cursor.remainingArgs();
  while (cursor.nextBlock()) {
    const property = cursor.value().toLowerCase();
    const words = cursor.remainingArgs();
    const [first = ''] = words;
    switch (property) {
      case 'address':
        if (words.length === 0) throw cursor.error('at least one address is required');
        break;
      case 'filter':
      case 'token':
        if (words.length !== 1) throw cursor.error(`exactly one ${property} is required`);
        break;
      case 'ttl': {
        if (words.length !== 1) throw cursor.error('exactly one ttl value is required');
        const ttl = need(parseInteger(first), (message) =>
          cursor.error(`error parsing ttl: ${message}`),
        );
        if (ttl < 0 || ttl > 3600) throw cursor.error(`ttl must be in range [0, 3600]: ${ttl}`);
        break;
      }
      default:
        throw cursor.error(`unknown property '${property}'`);
    }
  }
  return [{ kind: 'unknown', plugin: 'nomad', zones: [normalizeName(zone)] }];
};
