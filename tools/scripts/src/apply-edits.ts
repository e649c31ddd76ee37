import fs from 'node:fs';
import path from 'node:path';

import type { Edit, Replacement } from './scenario.ts';

/** Makes the edits of a scenario in a folder. Throws where one does not fit. */
export function applyEdits(root: string, edits: readonly Edit[]): void {
  for (const edit of edits) applyEdit((name) => path.join(root, name), edit);
}

function applyEdit(at: (name: string) => string, edit: Edit): void {
  if ('find' in edit) return replaceOnce(at(edit.file), edit);
  if ('content' in edit) return fs.writeFileSync(makeRoom(at(edit.file)), edit.content);
  if ('link' in edit) {
    fs.rmSync(at(edit.link), { force: true });
    return fs.symlinkSync(edit.to, makeRoom(at(edit.link)));
  }
  if ('move' in edit) return fs.renameSync(at(edit.move), makeRoom(at(edit.to)));
  return fs.rmSync(at(edit.remove), { recursive: true });
}

/** Makes the folder that a file is to stand in. */
function makeRoom(place: string): string {
  fs.mkdirSync(path.dirname(place), { recursive: true });
  return place;
}

function replaceOnce(place: string, { file, find, replace }: Replacement): void {
  const parts = fs.readFileSync(place, 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times:\n${find}`);
  fs.writeFileSync(place, parts.join(replace));
}
