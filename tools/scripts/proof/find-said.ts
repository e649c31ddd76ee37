import fs from 'node:fs';
import path from 'node:path';

import type { Finding } from '@fingerpost/policy';

import type { Fault, Said } from './fault.ts';
import { ENVIRONMENT, printedBy } from './side.ts';
import type { Side } from './side.ts';

/** A finding that was said to come, and whether it stands on a line of the edit. */
export interface FoundSaying {
  readonly said: Said;
  readonly finding: Finding;
  readonly isEdited: boolean;
}

/**
 * The findings that a fault says beforehand, in the copy of the repository in which it was made.
 * Undefined in place of one that does not come.
 */
export async function findSaid(
  { says, edits }: Fault,
  side: Side,
  root: string,
): Promise<readonly (FoundSaying | undefined)[]> {
  const isDiff = says.some(({ command }) => command === 'diff');
  const diffed = isDiff ? await findingsOfDiff(root) : [];
  return says.map((said): FoundSaying | undefined => {
    const findings = said.command === 'diff' ? diffed : side.findings;
    const finding = findings.find(
      (one) => one.rule === said.rule && lineOf(root, one).trim() === said.line,
    );
    if (!finding) return undefined;
    const text = lineOf(root, finding);
    const isEdited = edits.some(
      (edit) =>
        'replace' in edit &&
        edit.file === finding.file &&
        `${edit.replace}\n`.includes(`${text.trim()}\n`),
    );
    return { said, finding, isEdited };
  });
}

function lineOf(root: string, { file, line }: Finding): string {
  if (line === undefined || file === '') return '';
  const lines = fs.readFileSync(path.join(root, file), 'utf8').split('\n');
  return lines[line - 1] ?? '';
}

async function findingsOfDiff(root: string): Promise<readonly Finding[]> {
  const args = ['diff', '--base', 'main', '--env', ENVIRONMENT, '--no-cache', '--format', 'json'];
  const printed = JSON.parse(await printedBy(args, root)) as {
    readonly meaning: { readonly findings: { readonly new: readonly Finding[] } };
  };
  return printed.meaning.findings.new;
}
