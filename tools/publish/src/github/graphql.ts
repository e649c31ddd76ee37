import { isRefusal } from './failure.ts';
import type { GitHub } from './github.ts';
import { ONCE } from './write-once.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Asks; undefined where the server has no GraphQL, or does not know a field that is asked for. */
export function queryGraphql<T>(
  github: GitHub,
  query: string,
  variables: Variables,
): Promise<T | undefined> {
  return orMissing(github.octokit.graphql<T>(query, { ...variables }));
}

/** Changes, once: it is not repeated. Undefined where the server has no GraphQL, or does not know the mutation. */
export function mutateGraphql<T>(
  github: GitHub,
  query: string,
  variables: Variables,
): Promise<T | undefined> {
  return orMissing(github.octokit.graphql<T>(query, { ...variables, request: ONCE }));
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isRefusal(error, [404, 405, 501]) || isUnknownField(error)) return undefined;
    throw error;
  }
}

function isUnknownField(error: unknown): boolean {
  return listErrors(error).some(
    (item) =>
      typeof item === 'object' &&
      item !== null &&
      (/undefinedField|argumentNotAccepted/.test(JSON.stringify(item)) ||
        /^(?:Cannot query field|Unknown type)/.test('message' in item ? String(item.message) : '')),
  );
}

/** The errors that an answer of GraphQL holds; none where it failed before. */
function listErrors(error: unknown): readonly unknown[] {
  if (!(error instanceof Error) || !('errors' in error)) return [];
  return Array.isArray(error.errors) ? error.errors : [];
}
