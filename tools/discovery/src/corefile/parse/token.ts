/** A word of a Corefile. */
export interface Token {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
