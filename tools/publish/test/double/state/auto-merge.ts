import type { Hub } from './hub.ts';
import { mergePull } from './merge.ts';
import { mergeState } from './mergeability.ts';
import type { Repository } from './repository.ts';

/** Merges the pull requests that wait for their checks and now have them, or puts them into the merge queue. */
export function mergeWaiting(hub: Hub, repository: Repository): void {
  for (const pull of repository.pulls) {
    if (pull.state !== 'open' || pull.autoMerge === undefined || pull.isQueued) continue;
    if (!['clean', 'unstable'].includes(mergeState(repository, pull))) continue;
    if (repository.settings.mergeQueue) pull.isQueued = true;
    else mergePull(hub, repository, pull, pull.autoMerge);
  }
}

/** Merges what stands in the merge queue. */
export function mergeQueued(hub: Hub, repository: Repository): void {
  for (const pull of repository.pulls) {
    if (pull.isQueued && pull.autoMerge) mergePull(hub, repository, pull, pull.autoMerge);
  }
}
