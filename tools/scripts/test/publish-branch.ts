import type { Proposal } from '../src/proposal.ts';
import { makeProposal } from '../src/proposal.ts';
import { runOwnGit } from './own-git.ts';
import type { Repository } from './repository.ts';

/** Files of a branch and what becomes of them; null removes. A text is a file, the rest are other entries of a tree. */
export type Edits = Readonly<
  Record<string, string | null | { readonly mode: string; readonly content: string }>
>;

/**
 * Writes the rendered branch of an environment as a publisher does: what the plan names, in one commit on the branch as
 * it was. The clone then knows it as `origin/environment/<env>`. Undefined where there is nothing to write.
 */
export async function publishBranch({ root }: Repository, environment: string): Promise<Proposal> {
  const proposal = await makeProposal(environment, {}, { directory: root, noCache: true });
  const { plan, rendered, base, branches } = proposal;
  if (plan.added.length + plan.changed.length + plan.removed.length === 0) return proposal;
  const written = [...plan.added, ...plan.changed].map((name) => {
    const content = new TextDecoder().decode(rendered.files.get(name));
    return [name, content] as const;
  });
  const edits = Object.fromEntries([
    ...written,
    ...plan.removed.map((name) => [name, null] as const),
  ]);
  commitEdits(root, base?.commit.sha, branches.base, edits, rendered.message);
  return proposal;
}

/** Commits edits on a branch, past its checkout, with this message, in one process. Returns the id of the commit. */
export function commitEdits(
  root: string,
  parent: string | undefined,
  branch: string,
  edits: Edits,
  message: string,
): string {
  const changes = Object.entries(edits).map(([name, edit]) => {
    const place = JSON.stringify(name).replaceAll(String.raw`\u001b`, String.raw`\033`);
    if (edit === null) return `D ${place}\n`;
    const { mode, content } = typeof edit === 'string' ? { mode: '100644', content: edit } : edit;
    if (mode === '160000') return `M ${mode} ${content} ${place}\n`;
    return `M ${mode} inline ${place}\n${dataOf(content)}`;
  });
  const seconds = Math.floor(Date.now() / 1000);
  const stream = [
    `commit refs/remotes/origin/${branch}\nmark :1\n`,
    `committer Test <test@example.com> ${seconds} +0000\n`,
    dataOf(message),
    ...(parent === undefined ? [] : [`from ${parent}\n`]),
    ...changes,
    'get-mark :1\n',
  ];
  const settings = ['-c', 'core.fsync=none', '-c', 'fastimport.unpackLimit=1'];
  const args = [...settings, 'fast-import', '--quiet', '--force'];
  return runOwnGit(root, args, stream.join('')).trim();
}

/** As fast-import takes it: by its length in bytes. */
function dataOf(content: string): string {
  return `data ${Buffer.byteLength(content)}\n${content}\n`;
}
