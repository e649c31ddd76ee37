/** A rendered branch is not what it has to be, or cannot be made. `message` is one line: what, why, what to do. */
export class BranchError extends Error {
  override readonly name = 'BranchError';
}
