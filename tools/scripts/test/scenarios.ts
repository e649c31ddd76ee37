import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { toPosixPath } from 'kustomize-ts';

import { runFingerpost } from '../src/main.ts';
import { readScenario } from '../src/scenario.ts';
import type { Edit, Scenario } from '../src/scenario.ts';
import { applyEdits } from '../src/apply-edits.ts';
import { runOwnGit } from './own-git.ts';

const CHECKOUT = path.resolve(import.meta.dirname, '../../..');
const SCENARIOS = path.join(CHECKOUT, 'tools/changes/golden');

/** The formats of the diff, and the file that holds what is expected in each. */
export const FORMATS: readonly (readonly [format: string, file: string])[] = [
  ['text', 'expected.txt'],
  ['markdown', 'expected.md'],
  ['json', 'expected.json'],
];

/** The scenarios by name. Every folder is one, but for the repository that they change. */
export const scenarios: ReadonlyMap<string, Scenario> = new Map(
  fs
    .readdirSync(SCENARIOS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'repository')
    .map(({ name }) => name)
    .toSorted()
    .map((name) => {
      const file = scenarioFile(name, 'edit.yaml');
      return [name, readScenario(fs.readFileSync(file), path.relative(CHECKOUT, file))];
    }),
);

/** A file of a scenario, absolute. */
export function scenarioFile(name: string, file: string): string {
  return path.join(SCENARIOS, name, file);
}

/** What a command did. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The repository that the scenarios change, in a git repository of its own. */
export interface Playground {
  readonly root: string;
  /** Makes an edit on a clean tree. What is already part of the old side is committed. */
  change(before: readonly Edit[], edits: readonly Edit[]): void;
  /** Runs a command in it; ids of commits are zeros. */
  run(args: readonly string[]): Promise<Run>;
  remove(): void;
}

/** Copies the repository into a temporary folder and commits it there. */
export function openPlayground(): Playground {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-')));
  fs.cpSync(path.join(SCENARIOS, 'repository'), root, { recursive: true });

  function git(...args: string[]): string {
    return runOwnGit(root, args).trim();
  }

  function commit(): string {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'change');
    return git('rev-parse', 'HEAD');
  }

  git('init', '--quiet', '--initial-branch', 'main');
  const start = commit();
  let base = start;

  function change(before: readonly Edit[], edits: readonly Edit[]): void {
    git('reset', '--quiet', '--hard', start);
    git('clean', '--quiet', '-d', '--force');
    applyEdits(root, before);
    base = before.length > 0 ? commit() : start;
    applyEdits(root, edits);
  }

  async function run(args: readonly string[]): Promise<Run> {
    const { code, stdout, stderr } = await runIn(root, args);
    const clean = (text: string): string =>
      text.replaceAll(base, zeros(base)).replaceAll(base.slice(0, 7), zeros(base.slice(0, 7)));
    return { code, stdout: clean(stdout), stderr: clean(stderr) };
  }

  return { root, change, run, remove: () => fs.rmSync(root, { recursive: true, force: true }) };
}

function zeros(text: string): string {
  return '0'.repeat(text.length);
}

/**
 * What a scenario prints, by the name of the file that holds it. Text comes as in a terminal, with the command, both
 * streams and the exit code.
 */
export async function runScenario(
  playground: Playground,
  name: string,
  { kind, args, before, edits }: Scenario,
): Promise<ReadonlyMap<string, string>> {
  const isExample = kind === 'example';
  if (!isExample) playground.change(before, edits);
  const command = ['diff', ...(isExample ? ['--example', name] : []), ...args];
  const printed = new Map<string, string>();
  for (const [format, file] of FORMATS) {
    const formatted = [...command, '--format', format];
    const { code, stdout, stderr } = isExample
      ? await runIn(CHECKOUT, formatted)
      : await playground.run(formatted);
    printed.set(
      file,
      format === 'text'
        ? `$ fingerpost ${command.join(' ')}\n${stdout}${stderr}exit ${code}\n`
        : stdout,
    );
  }
  return printed;
}

async function runIn(folder: string, args: readonly string[]): Promise<Run> {
  let [stdout, stderr] = ['', ''];
  const code = await runFingerpost(args, {
    directory: toPosixPath(folder),
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    colour: false,
  });
  return { code, stdout, stderr };
}
