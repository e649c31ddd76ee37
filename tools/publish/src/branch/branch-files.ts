import type { Resource } from 'kustomize-ts';

import { BranchError } from './branch-error.ts';
import { commitMessage } from './commit-message.ts';
import { digestOf } from './digest.ts';
import { dryFacts } from './dry-commit.ts';
import type { DryCommit } from './dry-commit.ts';
import { encodeRootMetadata, encodeUnitMetadata, rootMetadata } from './metadata.ts';
import type { RootMetadata, Tools } from './metadata.ts';
import { branchNames, checkUnit } from './names.ts';
import { ATTRIBUTES, byPath, MANIFEST, METADATA, README } from './paths.ts';
import { unitReadme } from './unit-readme.ts';

/** What a rendered branch holds: bytes by path, sorted by path. */
export type BranchFiles = ReadonlyMap<string, Uint8Array>;

/** One overlay, rendered. */
export interface RenderedUnit {
  /** Its folder on the branch. */
  readonly name: string;
  readonly yaml: string;
  readonly resources: readonly Pick<Resource, 'kind' | 'name' | 'namespace'>[];
}

export interface BranchInput {
  readonly environment: string;
  /** The folder that holds `overlays`, relative to the top of the repository; '' where it is the top. */
  readonly root: string;
  readonly units: readonly RenderedUnit[];
  readonly dry: DryCommit;
  readonly tools: Tools;
}

/** A rendered branch, as it is to be. */
export interface RenderedBranch {
  readonly files: BranchFiles;
  readonly digest: string;
  readonly metadata: RootMetadata;
  /** Of the commit that brings it. */
  readonly message: string;
}

/** As the Source Hydrator writes it: reviewers see the manifests, and the rest folded. */
const ATTRIBUTES_TEXT = `**/${README} linguist-generated=true\n**/${METADATA} linguist-generated=true\n`;

/**
 * What the rendered branch of an environment holds. The same input gives the same bytes, whatever the order of its units.
 * Throws a BranchError where a name or a text cannot stand on a branch.
 */
export function renderBranch({
  environment,
  root,
  units,
  dry,
  tools,
}: BranchInput): RenderedBranch {
  branchNames(environment);
  const facts = dryFacts(dry);
  const files = new Map<string, Uint8Array>([[ATTRIBUTES, bytesOf(ATTRIBUTES, ATTRIBUTES_TEXT)]]);
  for (const unit of units) {
    const { name } = unit;
    checkUnit(name);
    if (files.has(`${name}/${MANIFEST}`)) throw new BranchError(`there are two units ${name}`);
    const content = unitContent(environment, root, unit);
    for (const [file, bytes] of content) files.set(`${name}/${file}`, bytes);
    const metadata = {
      repoURL: facts.repoURL,
      drySha: facts.sha,
      commands: commandsOf(environment, root, name),
      digest: digestOf(content),
    };
    files.set(`${name}/${METADATA}`, encodeUnitMetadata(metadata));
  }
  const digest = digestOf(files);
  const metadata = rootMetadata(facts, digest, tools);
  files.set(METADATA, encodeRootMetadata(metadata));
  return {
    files: new Map([...files].toSorted(([a], [b]) => byPath(a, b))),
    digest,
    metadata,
    message: commitMessage({ environment, dry: facts, digest }),
  };
}

function unitContent(environment: string, root: string, { name, yaml, resources }: RenderedUnit) {
  const folder = `${root === '' ? '' : `${root}/`}overlays/${environment}/${name}`;
  const commands = commandsOf(environment, root, name);
  return new Map([
    [MANIFEST, bytesOf(`${name}/${MANIFEST}`, yaml)],
    [README, bytesOf(`${name}/${README}`, unitReadme({ unit: name, folder, commands, resources }))],
  ]);
}

/** What prints the manifest of a unit, at the top of a checkout of the dry commit. */
function commandsOf(environment: string, root: string, unit: string): string[] {
  const enter = root === '' ? '' : `cd ${shellWord(root)} && `;
  return [`${enter}npx fingerpost render ${environment}/${unit} --stdout`];
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) && !text.startsWith('-')
    ? text
    : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function bytesOf(path: string, text: string): Uint8Array {
  if (text.isWellFormed()) return new TextEncoder().encode(text);
  throw new BranchError(
    `${path} has half a character, which UTF-8 cannot write; correct the text in the overlay`,
  );
}
