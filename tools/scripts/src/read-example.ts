import fs from 'node:fs';
import path from 'node:path';

import { printable } from '@fingerpost/text';

import { examples } from './examples.ts';
import { readScenario } from './scenario.ts';
import type { Edit, Replacement } from './scenario.ts';
import { UsageError } from './usage-error.ts';

/** A mistake that is easy to make, prepared so that its diff can be seen at once. */
export interface Example {
  readonly name: string;
  readonly title: string;
  readonly edits: readonly Replacement[];
}

/** The examples are scenarios of the diff: their edits and what it prints of them stand there. */
const SCENARIOS = 'tools/changes/golden';

/** Reads an example. Throws a UsageError where there is none of this name. */
export function readExample(name: string): Example {
  const example = examples.find((candidate) => candidate.name === name);
  if (!example) {
    const names = examples.map((candidate) => candidate.name).join(', ');
    throw new UsageError(`there is no example ${printable(name)}; choose one of ${names}`);
  }
  const file = `${SCENARIOS}/${name}/edit.yaml`;
  const place = path.join(import.meta.dirname, '../../..', file);
  const { edits } = readScenario(fs.readFileSync(place), file);
  if (!edits.every(isReplacement)) {
    throw new UsageError(`${file} does more than replace texts; an example can do nothing else`);
  }
  return { ...example, edits };
}

function isReplacement(edit: Edit): edit is Replacement {
  return 'find' in edit;
}
