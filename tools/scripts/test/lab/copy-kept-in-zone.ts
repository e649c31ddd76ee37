import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PATTERN = 'base/patterns/cluster-ip/service.yaml';

/**
 * Copies the manifests of a repository to a temporary folder, and makes connections to every Service of the pattern
 * cluster-ip stay in their zone there, as in prod.
 * @returns the folder
 */
export function copyKeptInZone(repository: string): string {
  const copy = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-zones-')));
  for (const folder of ['base', 'overlays']) {
    fs.cpSync(path.join(repository, folder), path.join(copy, folder), { recursive: true });
  }
  const file = path.join(copy, PATTERN);
  const before = fs.readFileSync(file, 'utf8');
  const after = before.replace(/^spec:\n/m, 'spec:\n  trafficDistribution: PreferSameZone\n');
  if (after === before) throw new Error(`${PATTERN} has no spec of its own: it cannot be changed`);
  fs.writeFileSync(file, after);
  return copy;
}
