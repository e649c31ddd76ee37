import { posix } from 'node:path';

import type { MissingSubmodule } from '@fingerpost/changes';
import { build } from 'kustomize-ts';
import type { FileSystem } from 'kustomize-ts';

/**
 * Those of the submodules by which overlays fail: their builds ask for something in them.
 * @param top of the working tree, absolute
 * @param folders of overlays that do not render, absolute
 */
export function findMissingSubmodules(
  { files, missing }: { readonly files: FileSystem; readonly missing: readonly MissingSubmodule[] },
  folders: readonly string[],
  top: string,
): MissingSubmodule[] {
  const open = new Map(missing.map((submodule) => [posix.join(top, submodule.path), submodule]));
  const found = new Set<MissingSubmodule>();
  const fileSystem = watch(files, (path) => {
    for (const [place, submodule] of open) {
      if (path !== place && !path.startsWith(`${place}/`)) continue;
      found.add(submodule);
      open.delete(place);
    }
  });
  for (const folder of folders) {
    if (open.size === 0) break;
    try {
      build(folder, { fileSystem, strict: true, reorder: 'legacy' });
    } catch {
      // Why it fails is told already.
    }
  }
  return [...found];
}

/** Tells of every path that is asked for. */
function watch(files: FileSystem, tell: (path: string) => void): FileSystem {
  const told =
    <T>(ask: (path: string) => T) =>
    (path: string): T => {
      tell(path);
      return ask(path);
    };
  return {
    readFile: told(files.readFile),
    kind: told(files.kind),
    readDirectory: told(files.readDirectory),
    realPath: told(files.realPath),
  };
}

/** Whether overlays may lie in the submodule, so that nobody knows which there are. */
export function mayHoldOverlays({ path }: MissingSubmodule, top: string, root: string): boolean {
  const [place, overlays] = [posix.join(top, path), posix.join(root, 'overlays')];
  return `${place}/`.startsWith(`${overlays}/`) || `${overlays}/`.startsWith(`${place}/`);
}
