import { BranchError } from './branch-error.ts';
import { isDigest } from './digest.ts';
import { isSha } from './dry-commit.ts';

/** What the trailers of a commit on a rendered branch say. */
export interface CommitTrailers {
  readonly drySha: string;
  readonly digest: string;
  /** The `Argocd-reference-commit-` ones, by what follows that: author, sha, subject, repourl, date. */
  readonly reference: ReadonlyMap<string, string>;
}

const REFERENCE = 'Argocd-reference-commit-';
const REFERENCES = ['author', 'sha', 'subject', 'repourl', 'date'].map(
  (name) => `${REFERENCE}${name}`,
);
const OWN = new Set(['Dry-Sha', 'Render-Digest', ...REFERENCES]);

/** Longer messages are not read. */
const MAX_MESSAGE = 64 * 1024;

/**
 * Reads the trailers of an untrusted commit message: the last paragraph, where each of its lines is `Key: value`. That is
 * stricter than git, which lets other lines stand among them.
 * Undefined where it has none of ours: somebody else's commit, or a merge. Throws a BranchError where they are not as
 * they are written: one is missing, stands twice, or has a value that it cannot have.
 */
export function readTrailers(message: string): CommitTrailers | undefined {
  if (message.length > MAX_MESSAGE) return undefined;
  const paragraphs = message.trimEnd().split(/\n(?:[ \t]*\n)+/);
  const lines = paragraphs.length > 1 ? (paragraphs.at(-1) ?? '').split('\n') : [];
  const pairs = lines.map((line) => /^([A-Za-z0-9-]+): (.*)$/.exec(line));
  const own = new Map<string, string>();
  for (const pair of pairs) {
    if (!pair) return undefined;
    const [, key = '', value = ''] = pair;
    if (!OWN.has(key)) continue;
    if (own.has(key)) throw new BranchError(`has the trailer ${key} twice`);
    own.set(key, value);
  }
  if (!own.has('Dry-Sha') && !own.has('Render-Digest')) return undefined;
  return {
    drySha: readValue(own, 'Dry-Sha', isSha),
    digest: readValue(own, 'Render-Digest', isDigest),
    reference: new Map(
      [...own]
        .filter(([key]) => key.startsWith(REFERENCE))
        .map(([key, value]) => [key.slice(REFERENCE.length), value]),
    ),
  };
}

function readValue(
  own: ReadonlyMap<string, string>,
  key: string,
  isRight: (text: string) => boolean,
): string {
  const value = own.get(key);
  if (value !== undefined && isRight(value)) return value;
  throw new BranchError(`has no trailer ${key}, or one that fingerpost does not write`);
}
