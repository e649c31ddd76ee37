/** Why a build was refused. The list is closed: tests and callers ask for the code, people read the message. */
export type ErrorCode =
  | 'yaml-syntax'
  | 'not-found'
  | 'outside-root'
  | 'cycle'
  | 'unknown-field'
  | 'wrong-type'
  | 'invalid-value'
  | 'missing-value'
  | 'no-match'
  | 'conflict'
  | 'lost-data'
  | 'unsupported'
  | 'limit';

/** Where an error stands. Lines and columns count from 1. */
export interface Place {
  readonly path: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/**
 * Bad input. `message` is one line, `path:line:column: what, why, what to do`;
 * the parts are kept apart for callers that print them otherwise.
 */
export class KustomizeError extends Error {
  override readonly name = 'KustomizeError';
  readonly code: ErrorCode;
  readonly place: Place | undefined;
  /** What is wrong and why. */
  readonly reason: string;
  /** What the user can do about it. */
  readonly fix: string | undefined;

  constructor(
    code: ErrorCode,
    reason: string,
    options: { place?: Place | undefined; fix?: string | undefined; cause?: unknown } = {},
  ) {
    const { place, fix, cause } = options;
    super(
      `${place ? `${formatPlace(place)}: ` : ''}${reason}${fix ? `; ${fix}` : ''}`,
      cause === undefined ? {} : { cause },
    );
    this.code = code;
    this.place = place;
    this.reason = reason;
    this.fix = fix;
  }
}

/** `path:line:column`, as far as it is known. */
export function formatPlace({ path, line, column }: Place): string {
  if (!line) return path;
  return column ? `${path}:${line}:${column}` : `${path}:${line}`;
}
