/** The HTTP status of a request that failed; 500 stands for a connection that broke. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}

/** A request failed, or GraphQL refused. */
export function isOfGitHub(error: unknown): boolean {
  return statusOf(error) !== undefined || isRefusedByGraphql(error);
}

/** GraphQL refuses with status 200. */
export function isRefusedByGraphql(error: unknown): boolean {
  return error instanceof Error && error.name === 'GraphqlResponseError';
}

/** What GitHub said, or the network. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** GitHub refused with one of these, and its words match. */
export function isRefusal(error: unknown, statuses: readonly number[], words?: RegExp): boolean {
  const status = statusOf(error);
  return (
    status !== undefined && statuses.includes(status) && (words?.test(messageOf(error)) ?? true)
  );
}

/** A failure in one line: which request, which status, which words. */
export function describeFailure(error: unknown): string {
  const words = messageOf(error).replaceAll(/\s+/g, ' ').slice(0, 500);
  const status = statusOf(error);
  if (status === undefined) return words;
  const request = requestOf(error);
  return `${request === '' ? '' : `${request}: `}${hasAnswer(error) ? `${status}, ` : ''}${words}`;
}

function hasAnswer(error: unknown): boolean {
  return error instanceof Error && 'response' in error && error.response !== undefined;
}

function requestOf(error: unknown): string {
  if (!(error instanceof Error) || !('request' in error)) return '';
  const { request } = error;
  if (typeof request !== 'object' || request === null) return '';
  const method = 'method' in request ? String(request.method) : '';
  const url = 'url' in request ? String(request.url) : '';
  return `${method} ${url.replace(/\?.*$/s, '')}`;
}
