import type { DiscoveryChange } from '../changes.ts';

/** What each kind is called in front of its subject. */
export const KIND_WORDS: Readonly<Record<DiscoveryChange['kind'], string>> = {
  name: 'name',
  record: 'record',
  port: 'port',
  endpoints: 'endpoints',
  route: 'route',
  scrape: 'scrape target',
  connection: 'connection',
  'name-server': 'name server',
};
