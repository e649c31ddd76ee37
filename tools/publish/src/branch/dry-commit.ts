import { BranchError } from './branch-error.ts';
import { plainText } from './plain-text.ts';
import { publicRepositoryUrl } from './repository-url.ts';

/** The commit that is rendered. The texts may come from anybody. */
export interface DryCommit {
  /** The full object id. */
  readonly sha: string;
  /** Where its repository is; '' where that is not known. */
  readonly repoURL: string;
  readonly author: Author;
  /** When it was written (git's author date, as Argo CD takes it), in seconds since 1970. */
  readonly seconds: number;
  /** The first paragraph of its message as one line. */
  readonly subject: string;
}

export interface Author {
  readonly name: string;
  readonly email: string;
}

/** The same in the form in which a branch holds it: each text is one harmless line, the same on every machine. */
export interface DryFacts {
  readonly sha: string;
  readonly repoURL: string;
  readonly author: Author;
  /** RFC 3339, UTC, to the second. */
  readonly date: string;
  readonly subject: string;
}

const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const MAX_SUBJECT = 500;
const MAX_NAME = 200;

export function isSha(text: string): boolean {
  return SHA.test(text);
}

/** Throws a BranchError where the id is none, or the date has no year of four digits, which RFC 3339 needs. */
export function dryFacts({ sha, repoURL, author, seconds, subject }: DryCommit): DryFacts {
  if (!isSha(sha)) throw new BranchError(`${plainText(sha, 80)} is not the full id of a commit`);
  return {
    sha,
    repoURL: publicRepositoryUrl(repoURL),
    author: {
      name: plainText(author.name, MAX_NAME),
      email: plainText(author.email, MAX_NAME).replaceAll(/[<> ]/g, ''),
    },
    date: formatDate(sha, seconds),
    subject: plainText(subject, MAX_SUBJECT),
  };
}

function formatDate(sha: string, seconds: number): string {
  const date = new Date(seconds * 1000);
  const text = Number.isNaN(date.getTime()) ? '' : date.toISOString();
  if (/^\d{4}-/.test(text)) return text.replace(/\.\d{3}Z$/, 'Z');
  throw new BranchError(
    `commit ${sha.slice(0, 7)} says that it was written ${seconds} seconds after 1970, which is no date; commit again with a right clock`,
  );
}
