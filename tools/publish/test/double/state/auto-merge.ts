import type { Hub } from './hub.ts';
import { mergePull } from './merge.ts';
import { mergeState } from './mergeability.ts';
import type { Repository } from './repository.ts';

/** Merges the pull requests that wait for their checks and now have them. */
export function mergeWaiting(hub: Hub, repository: Repository): void {
  for (const pull of repository.pulls) {
    if (pull.state !== 'open' || pull.autoMerge === undefined || pull.isQueued) continue;
    if (!['clean', 'unstable'].includes(mergeState(repository, pull))) continue;
    mergePull(hub, repository, pull, pull.autoMerge);
  }
}
