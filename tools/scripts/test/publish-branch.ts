import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import type { Proposal } from '../src/proposal.ts';
import { makeProposal } from '../src/proposal.ts';
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

/** Commits edits on a branch, past its checkout, with this message. Returns the id of the commit. */
export function commitEdits(
  root: string,
  parent: string | undefined,
  branch: string,
  edits: Edits,
  message: string,
): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-index-'));
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: os.devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_INDEX_FILE: path.join(folder, 'index'),
  };
  const git = (args: readonly string[], input = ''): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: root,
      env,
      input,
      encoding: 'utf8',
    }).trim();
  try {
    if (parent === undefined) git(['read-tree', '--empty']);
    else git(['read-tree', parent]);
    for (const [name, edit] of Object.entries(edits)) {
      if (edit === null) {
        git(['update-index', '--force-remove', '--', name]);
        continue;
      }
      const { mode, content } = typeof edit === 'string' ? { mode: '100644', content: edit } : edit;
      const id = mode === '160000' ? content : git(['hash-object', '-w', '--stdin'], content);
      git(['update-index', '--add', '--replace', '--cacheinfo', `${mode},${id},${name}`]);
    }
    const parents = parent === undefined ? [] : ['-p', parent];
    const id = git(['commit-tree', git(['write-tree']), ...parents, '-F', '-'], message);
    git(['update-ref', `refs/remotes/origin/${branch}`, id]);
    return id;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
