/** Something that the decoder cannot take, with the field it found it in: `spec.ports[0].port`. */
export interface DecodeProblem {
  readonly field: string;
  readonly kind:
    | 'duplicate-field'
    | 'invalid-value'
    | 'unknown-field'
    | 'unknown-kind'
    | 'wrong-type';
  /** What the API server says of it. */
  readonly message: string;
}
