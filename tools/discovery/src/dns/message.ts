/** What is asked of a name server. */
export interface Question {
  /** Absolute, with the final dot; in symbolic form for what only a cluster knows: `{ip:pod(shop/web-0)}.shop...`. */
  readonly name: string;
  /** `A`, `AAAA`, `SRV`, ... in capital letters. */
  readonly type: string;
  /** `IN` where it is absent. */
  readonly class?: string;
  /** The address of who asks; absent where it is not known, or any pod. */
  readonly client?: string;
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

/** Response codes, as RFC 6895 names them. */
export type Rcode =
  | 'NOERROR'
  | 'FORMERR'
  | 'SERVFAIL'
  | 'NXDOMAIN'
  | 'NOTIMP'
  | 'REFUSED'
  | 'YXDOMAIN'
  | 'YXRRSET'
  | 'NXRRSET'
  | 'NOTAUTH'
  | 'NOTZONE'
  | 'DSOTYPENI'
  | 'BADSIG'
  | 'BADKEY'
  | 'BADTIME'
  | 'BADMODE'
  | 'BADNAME'
  | 'BADALG'
  | 'BADTRUNC'
  | 'BADCOOKIE';

export interface Reply {
  /** Null where the answer is not known: it is with a server, or depends on something, that nothing is known of. */
  readonly rcode: Rcode | null;
  readonly authoritative: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
  /** No reply is sent at all; its code is null. */
  readonly silent?: true;
  /** A plugin wrote this failure itself, so that plugins before it see it; others are written by the server at last. */
  readonly written?: true;
  /** It is not sent because a plugin put nothing in the place of a record; plugins that look at its records break down. */
  readonly malformed?: true;
  /** The question as plugins left it: CoreDNS changes it in place, and plugins before them may ask on with it. */
  readonly asked?: Question;
}

/** Answers questions: a server, or what comes after a plugin in its chain. */
export type Handler = (question: Question) => Reply;
