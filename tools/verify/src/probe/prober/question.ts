/** What is asked of a prober: `question.go` of the prober. Times are in milliseconds. */
export type Question =
  | {
      readonly kind: 'dns';
      /** Absolute. */
      readonly name: string;
      readonly type: string;
      /** Default: the first name server of resolv.conf. */
      readonly server?: string;
      readonly times?: number;
      readonly timeout?: number;
    }
  | { readonly kind: 'lookup'; readonly name: string; readonly timeout?: number }
  | {
      readonly kind: 'connect';
      readonly network: 'tcp' | 'udp';
      /** `HOST:PORT` */
      readonly address: string;
      readonly timeout?: number;
    }
  | {
      readonly kind: 'alike';
      readonly url: string;
      readonly others: readonly string[];
      readonly timeout?: number;
    }
  | {
      readonly kind: 'spread';
      readonly url: string;
      readonly times: number;
      readonly parallel?: number;
      readonly timeout?: number;
    }
  | {
      readonly kind: 'watch';
      readonly url: string;
      readonly every: number;
      readonly for: number;
      readonly timeout?: number;
    };

/** What became of a question; what its kind does not have is absent. */
export interface Answer {
  /** `answered`, `found`, `open`, `done`, or in a word why not. */
  readonly result: string;
  /** What the system says of a failure. */
  readonly message?: string;
  readonly took: number;
  readonly rcode?: string;
  readonly records?: readonly AnsweredRecord[];
  readonly truncated?: boolean;
  readonly addresses?: readonly string[];
  readonly p50?: number;
  readonly p99?: number;
  readonly sent?: number;
  readonly failed?: Readonly<Record<string, number>>;
  readonly hosts?: Readonly<Record<string, number>>;
  readonly ports?: Readonly<Record<string, number>>;
  readonly alike?: readonly string[];
  readonly began?: number;
  readonly failures?: readonly { readonly at: number; readonly why: string }[];
  readonly seen?: Readonly<Record<string, { readonly first: number; readonly last: number }>>;
}

export interface AnsweredRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly value: string;
}

/** The resolv.conf of a pod. */
export interface ResolvConf {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly ndots: number;
}

/** How busy the node was while a prober asked. */
export interface Load {
  /** Runnable processes in the last minute, before and after. */
  readonly before: number;
  readonly after: number;
  readonly cores: number;
  /** The prober's connections to itself, in milliseconds: they wait for nothing but the machine. */
  readonly control: {
    readonly sent: number;
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
  };
}

/** What a prober said in one run. */
export interface Session {
  readonly hostname: string;
  /** When it began by the clock of its node, in milliseconds since 1970. */
  readonly clock: number;
  readonly resolvConf: ResolvConf;
  /** One for each question, in their order. */
  readonly answers: readonly Answer[];
  readonly load: Load;
}
