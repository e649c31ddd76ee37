import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const CONFIG = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tfsync = none
[gc]
\tauto = 0
[receive]
\tautogc = false
`;

/** A bare repository in a new folder, as `git init` makes it. Nothing is synced to the disk: it lives as long as a test. */
export function createRepository(directory: string): void {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags']) {
    mkdirSync(path.join(directory, folder), { recursive: true });
  }
  writeFileSync(path.join(directory, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(path.join(directory, 'config'), CONFIG);
}
