/** What a cluster answers. */
export interface RealAnswer {
  readonly answer: string;
  /** The machine was too busy for the answer to mean anything. */
  readonly inconclusive?: boolean;
  /** How it was seen: `12 refused of 700`. */
  readonly figures?: string;
}
