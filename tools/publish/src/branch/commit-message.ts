import type { DryFacts } from './dry-commit.ts';
import { formatMailAddress } from './mail-address.ts';

/** The longest first line; what is cut off stands in a trailer. */
const MAX_TITLE = 120;

/** What the message of a commit on a rendered branch says. */
export interface CommitMessageInput {
  readonly environment: string;
  readonly dry: DryFacts;
  readonly digest: string;
}

/**
 * The message: `<dry commit>: <its subject>` as the Source Hydrator has it, a sentence, and the trailers. Those that begin
 * with `Argocd-reference-commit-` make Argo CD show the dry commit beside the synced one (argo-cd v3.5.1,
 * util/git/client.go, updateCommitMetadata); one whose value it would refuse is left out.
 */
export function commitMessage({ environment, dry, digest }: CommitMessageInput): string {
  const { sha, author, subject, repoURL, date } = dry;
  const trailers = [
    ['Dry-Sha', sha],
    ['Render-Digest', digest],
    ['Argocd-reference-commit-author', formatMailAddress(author)],
    ['Argocd-reference-commit-sha', sha.length === 40 ? sha : undefined],
    ['Argocd-reference-commit-subject', subject],
    ['Argocd-reference-commit-repourl', repoURL],
    ['Argocd-reference-commit-date', date],
  ];
  const title = [...`${sha.slice(0, 7)}: ${subject}`].slice(0, MAX_TITLE).join('').trimEnd();
  const lines = trailers.filter(([, value]) => value).map(([key, value]) => `${key}: ${value}`);
  return `${title}\n\nWhat ${environment} renders to. Edits by hand are refused.\n\n${lines.join('\n')}\n`;
}
