/** The command line asks for something that cannot be done. `message` is one line: what, and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
