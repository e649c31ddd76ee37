/** A place in a file of the configuration, counted from 1. */
export interface Position {
  /** The path in the container of the server. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Why CoreDNS does not start: the message is its own, the position is ours where its message has none. */
export class CorefileError extends Error {
  readonly position: Position | undefined;
  /** A plugin's error that goes without the prefix `plugin/<name>: `. */
  readonly bare: boolean;

  constructor(message: string, position?: Position, bare = false) {
    super(message);
    this.position = position;
    this.bare = bare;
  }
}
