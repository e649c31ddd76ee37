import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram, findPrograms } from '../../build/programs.ts';
import { writeDockerArchive } from '../../image/docker-archive.ts';
import { LabError } from '../../lab-error.ts';
import { kubectl } from '../../kubectl.ts';
import { run } from '../../process/run.ts';
import { ctr } from '../../up/node.ts';

/**
 * Gives each node of the lab the one image that the suite's pods have, under the name that the suite asks for.
 * @param folder for the archive
 */
export async function importAgnhost(folder: string): Promise<void> {
  const listed = await run(findProgram('e2e', 'e2e.test'), ['--list-images']);
  const name = listed.split('\n').find((image) => /\/agnhost:[\w.]+$/.test(image));
  if (name === undefined) throw new LabError('the suite lists no image agnhost');
  const file = path.join(folder, 'agnhost.tar');
  const content = readFileSync(findProgram('e2e', 'agnhost'));
  const entries = [{ path: 'agnhost', mode: 0o755, content }];
  // Its servers take ports that only root may have.
  const image = { name, entrypoint: ['/agnhost'], user: 0, entries };
  writeFileSync(file, writeDockerArchive(image));
  const nodes = await kubectl(['get', 'nodes', '-o=jsonpath={.items[*].metadata.name}']);
  for (const node of nodes.split(' ')) {
    await run(...ctr(node, findPrograms(), 'images', 'import', '--no-unpack', file));
  }
}
