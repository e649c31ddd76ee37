/** What is asked of a name server. */
export interface Question {
  /** Absolute, with the final dot; in symbolic form for what only a cluster knows: `{ip:pod(shop/web-0)}.shop...`. */
  readonly name: string;
  /** `A`, `AAAA`, `SRV`, ... in capital letters. */
  readonly type: string;
}

export interface ResourceRecord {
  /** Absolute, with the final dot. */
  readonly owner: string;
  readonly type: string;
  /** An address, symbolic or literal; an absolute name; of SRV `priority weight port target`. */
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
}

export interface Reply {
  /** Null where the answer is with a server that nothing is known of. */
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'NOTIMP' | null;
  readonly authoritative: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
}

/** Answers questions: a server, or what comes after a plugin in its chain. */
export type Handler = (question: Question) => Reply;
