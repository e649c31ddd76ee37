import { posix } from 'node:path';

import type { DiscoveryModel, Position } from '@fingerpost/discovery';

import type { Spot } from './draft.ts';

/** Where a position of CoreDNS stands in a manifest; undefined where the distribution brings the file. */
export function spotOfPosition(
  model: DiscoveryModel,
  position: Position | undefined,
): Spot | undefined {
  const file = position?.file ?? model.corefile.main.path;
  const spot = spotOfFile(model, file);
  return spot && position ? { ...spot, at: position } : spot;
}

/** Where a file of CoreDNS stands in a manifest. */
export function spotOfFile({ corefile, store }: DiscoveryModel, file: string): Spot | undefined {
  const { custom, customFolder } = corefile;
  const on =
    posix.dirname(file) === customFolder
      ? custom
      : store.get('', 'ConfigMap', 'kube-system', 'coredns');
  return on && { on, field: `data[${posix.basename(file)}]` };
}

/** The first line of what CoreDNS reads that has a word. */
export function spotOfWord(model: DiscoveryModel, word: string): Spot | undefined {
  const { files, main } = model.corefile;
  for (const [file, text] of [...files, [main.path, main.text] as const]) {
    const index = text.indexOf(word);
    if (index < 0) continue;
    const before = text.slice(0, index).split('\n');
    const line = text.split('\n')[before.length - 1] ?? '';
    const position = { file, line: before.length, column: line.search(/\S/) + 1 };
    return spotOfPosition(model, position);
  }
  return undefined;
}
