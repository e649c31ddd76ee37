/** A rendering that could not be published. The message is one line for the user and holds no secret. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
}
