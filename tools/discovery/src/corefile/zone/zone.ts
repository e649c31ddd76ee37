import type { ResourceRecord } from '../../dns/message.ts';

/** The records of a zone, as its file has them. */
export interface Zone {
  /** Absolute, in lower case. */
  readonly origin: string;
  readonly soa: ResourceRecord;
  /** The NS records of the origin itself. */
  readonly nameServers: readonly ResourceRecord[];
  /** All other records, by their owner in lower case. */
  readonly records: ReadonlyMap<string, readonly ResourceRecord[]>;
  /** Names that have a name under them, whether they have records or not. */
  readonly ancestors: ReadonlySet<string>;
}
