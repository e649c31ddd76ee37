import fs from 'node:fs';
import path from 'node:path';

import { readEdit, readScenario } from '../src/scenario.ts';
import type { Edit } from '../src/scenario.ts';
import { readYamlDocument } from '../src/yaml-document.ts';
import type { YamlValue } from '../src/yaml-document.ts';
import { readQuestion } from './question.ts';
import type { Question } from './question.ts';

/** A mistake: the edit that makes it, what is said of it beforehand, and what it does to a cluster. */
export interface Fault {
  /** Of its file. */
  readonly name: string;
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly says: readonly Said[];
  /** Objects that have to be deleted first, because the API server refuses to change them: the mistake is made anew. */
  readonly anew: boolean;
  /** Nothing else is to be wrong at the same time: it changes the answers about everything. */
  readonly alone: boolean;
  /** The workload whose pods run the prober instead of their own program, which would hide what is measured. */
  readonly standIn: string | undefined;
  readonly shows: readonly Shown[];
}

/** What a command says of a mistake. */
export interface Said {
  readonly command: 'diff' | 'policy-check';
  readonly rule: string;
  /** The text of the line that the finding stands on. */
  readonly line: string;
}

/** What a question is answered before and after the mistake. */
export interface Shown {
  readonly question: Question;
  readonly before: string;
  /** The beginning is enough. */
  readonly after: string;
}

const CHECKOUT = path.resolve(import.meta.dirname, '../../..');
const FAULTS = path.join(import.meta.dirname, 'faults');

const FIELDS = ['title', 'scenario', 'edits', 'says', 'anew', 'alone', 'standIn', 'shows'];

/** All faults by name. Throws a KustomizeError with line and column where a file is not what it has to be. */
export function readFaults(): readonly Fault[] {
  return fs
    .readdirSync(FAULTS)
    .toSorted()
    .map((file) => {
      const place = path.join(FAULTS, file);
      return readFault(fs.readFileSync(place), path.relative(CHECKOUT, place));
    });
}

/** Reads the file of a fault; README.md beside this file describes it. */
export function readFault(bytes: Uint8Array, shown: string): Fault {
  const document = readYamlDocument(bytes, shown).only(FIELDS);
  const scenario = document.field('scenario')?.text();
  const edits = (document.field('edits')?.items() ?? []).map(readEdit);
  return {
    name: path.basename(shown, '.yaml'),
    title: textOf(document, 'title'),
    edits: scenario === undefined ? edits : editsOf(scenario),
    says: (document.field('says')?.items() ?? []).map(readSaid),
    anew: document.field('anew')?.oneOf(['yes', 'no']) === 'yes',
    alone: document.field('alone')?.oneOf(['yes', 'no']) === 'yes',
    standIn: document.field('standIn')?.text(),
    shows: (document.field('shows')?.items() ?? []).map(readShown),
  };
}

/** The edits of a scenario of the diff, which is such a mistake already. */
function editsOf(scenario: string): readonly Edit[] {
  const file = `tools/changes/golden/${scenario}/edit.yaml`;
  return readScenario(fs.readFileSync(path.join(CHECKOUT, file)), file).edits;
}

function readSaid(value: YamlValue): Said {
  value.only(['command', 'rule', 'line']);
  return {
    command: value.field('command')?.oneOf(['diff', 'policy-check']) ?? 'policy-check',
    rule: textOf(value, 'rule'),
    line: textOf(value, 'line'),
  };
}

function readShown(value: YamlValue): Shown {
  return {
    question: readQuestion(value),
    before: textOf(value, 'before'),
    after: textOf(value, 'after'),
  };
}

function textOf(value: YamlValue, key: string): string {
  const found = value.field(key);
  if (found) return found.text();
  throw value.wrong(`${key} is missing`, `write ${key}`);
}
