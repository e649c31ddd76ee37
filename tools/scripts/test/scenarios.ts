import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { toPosixPath } from 'kustomize-ts';

import type { Context } from '../src/command.ts';
import type { Format } from '../src/diff-options.ts';
import { findDifferences, readDiffOptions, tellDifferences } from '../src/diff.ts';
import { runFingerpost } from '../src/main.ts';
import { readScenario } from '../src/scenario.ts';
import type { Edit, Scenario } from '../src/scenario.ts';
import { applyEdits } from '../src/apply-edits.ts';
import { runOwnGit } from './own-git.ts';

const CHECKOUT = path.resolve(import.meta.dirname, '../../..');
const SCENARIOS = path.join(CHECKOUT, 'tools/changes/golden');

/** The formats of the diff, and the file that holds what is expected in each. */
export const FORMATS: readonly (readonly [format: Format, file: string])[] = [
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
interface Run {
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
  /** Zeros instead of ids of commits. */
  clean(text: string): string;
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

  function clean(text: string): string {
    return text.replaceAll(base, zeros(base)).replaceAll(base.slice(0, 7), zeros(base.slice(0, 7)));
  }

  async function run(args: readonly string[]): Promise<Run> {
    const { code, stdout, stderr } = await recordRun(root, (context) =>
      runFingerpost(args, context),
    );
    return { code, stdout: clean(stdout), stderr: clean(stderr) };
  }

  const remove = (): void => fs.rmSync(root, { recursive: true, force: true });
  return { root, change, run, clean, remove };
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
  const given = [...(isExample ? ['--example', name] : []), ...args];
  const runs = await runFormats(isExample ? CHECKOUT : playground.root, given);
  return new Map(
    FORMATS.map(([format, file]) => {
      const { code, stdout, stderr } = runs(format);
      const text =
        format === 'text'
          ? `$ fingerpost ${['diff', ...given].join(' ')}\n${stdout}${stderr}exit ${code}\n`
          : stdout;
      return [file, isExample ? text : playground.clean(text)];
    }),
  );
}

/** What `diff` prints in each format. The differences are the same for all, and are found once. */
export async function runFormats(
  folder: string,
  args: readonly string[],
): Promise<(format: Format) => Run> {
  const options = readDiffOptions(args);
  const differences = await findDifferences(options, toPosixPath(folder));
  const runs = new Map<Format, Run>();
  for (const [format] of FORMATS) {
    const tell = (context: Context): Promise<number> =>
      tellDifferences(differences, { ...options, format }, context);
    runs.set(format, await recordRun(folder, tell));
  }
  return (format) => {
    const run = runs.get(format);
    if (!run) throw new Error(`${format} was not printed`);
    return run;
  };
}

/** What something says of itself. */
async function recordRun(folder: string, run: (context: Context) => Promise<number>): Promise<Run> {
  let [stdout, stderr] = ['', ''];
  const code = await run({
    directory: toPosixPath(folder),
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    colour: false,
  });
  return { code, stdout, stderr };
}
