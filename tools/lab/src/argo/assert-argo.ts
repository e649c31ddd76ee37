import { LabError } from '../lab-error.ts';
import { findOnPath } from '../process/search-path.ts';
import { assertUp } from '../up/use.ts';

/** Fails unless a lab runs here and this machine can run Argo CD beside it. */
export function assertArgo(): void {
  assertUp();
  if (findOnPath('go') === undefined) {
    throw new LabError('Argo CD in the lab needs Go 1.26 or newer, from go.dev/dl');
  }
  const missing = ['redis-server', 'git'].filter((program) => findOnPath(program) === undefined);
  if (missing.length === 0) return;
  throw new LabError(
    `Argo CD needs ${missing.join(' and ')}: apt-get install --yes --no-install-recommends ${missing.join(' ')}`,
  );
}
