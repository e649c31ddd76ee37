import { assertUp } from '../deploy/deploy.ts';
import { LabError } from '../lab-error.ts';
import { assertGo, findOnPath } from '../system/preflight.ts';

/** Fails unless a lab runs here and this machine can run Argo CD beside it. */
export function assertArgo(): void {
  assertUp();
  assertGo();
  const missing = ['redis-server', 'git'].filter((program) => findOnPath(program) === undefined);
  if (missing.length === 0) return;
  throw new LabError(
    `Argo CD needs ${missing.join(' and ')}: apt-get install --yes --no-install-recommends ${missing.join(' ')}`,
  );
}
