/** A DNS record of the cluster, as the specification (DNS-Based Service Discovery 1.1) says it. */
export interface DnsRecord {
  /** Absolute, with the final dot. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'PTR' | 'SRV';
  /** An address, symbolic or literal; an absolute name; of SRV `priority weight port target`. */
  readonly value: string;
}
