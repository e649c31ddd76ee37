/** Something a person can act on: its message is one line and says what to do. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
