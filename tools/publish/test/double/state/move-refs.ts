import { listRefs, updateRefs, ZERO } from '../git/refs.ts';
import { isAncestor } from '../git/commits.ts';
import { typeOf } from '../git/blobs.ts';
import type { Actor } from './account.ts';
import type { Hub } from './hub.ts';
import type { Repository } from './repository.ts';
import { refuseMove } from './rules.ts';

export interface Move {
  readonly name: string;
  /** Zeros: it goes. */
  readonly after: string;
  /** What it has to be: zeros where it may not exist; nothing where it does not matter. */
  readonly before?: string | undefined;
  readonly force: boolean;
}

/** Moves all refs or none, within the rules. What GitHub says where it does not. */
export function moveRefs(
  hub: Hub,
  repository: Repository,
  actor: Actor,
  moves: readonly Move[],
): string | undefined {
  const { git } = repository;
  const refs = listRefs(git);
  for (const { after, before, force, name } of moves) {
    const current = refs.get(name) ?? ZERO;
    if (!name.startsWith('refs/') || name.split('/').length < 3) {
      return "Reference name must start with 'refs' and have at least two slashes.";
    }
    if (before !== undefined && before !== current)
      return `Reference update failed: ${name} is at ${current}`;
    const type = after === ZERO ? 'commit' : typeOf(git, after);
    if (type === undefined) return 'Object does not exist';
    if (type !== 'commit') return 'Object is not a commit';
    if (after === ZERO && current === ZERO) return 'Reference does not exist';
    const isForward = current === ZERO || after === ZERO || isAncestor(git, current, after);
    if (!force && !isForward) return 'Update is not a fast forward';
    const refusal = refuseMove(hub, repository, actor, { name, before: current, after });
    if (refusal !== undefined) return refusal;
  }
  const updates = moves.map(({ after, name }) => ({ name, after, before: refs.get(name) ?? ZERO }));
  return updateRefs(git, updates);
}
