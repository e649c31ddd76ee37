import fs from 'node:fs';
import path from 'node:path';

import { defaultEnvironment, discover } from '@fingerpost/discovery';
import { checkModel, duplicateKeyFindings } from '@fingerpost/policy';
import type { CheckedModel, Finding } from '@fingerpost/policy';
import { build, diskFileSystem, readResources } from 'kustomize-ts';
import type { Resource } from 'kustomize-ts';

/** A file of a fixture. */
interface FixtureFile {
  /** Absolute. */
  readonly path: string;
  /** Within the fixture: `base/service.yaml`. */
  readonly name: string;
  readonly text: string;
}

/** What a rule is tried on: one file, or a small repository with `overlays/<environment>/<unit>`. */
export interface Fixture {
  readonly isRepository: boolean;
  readonly files: readonly FixtureFile[];
}

/** Reads `<name>.yaml` in the folder of a rule, or all of the folder `<name>`. */
export function readFixture(folder: string, name: string): Fixture {
  const file = path.join(folder, `${name}.yaml`);
  const isRepository = !fs.existsSync(file);
  const root = path.join(folder, name);
  const paths = isRepository
    ? fs.globSync('**/*.*', { cwd: root }).toSorted()
    : [path.relative(root, file)];
  const files = paths
    .filter((relative) => !relative.endsWith('.json'))
    .map((relative) => {
      const found = path.join(root, relative);
      return { path: found, name: relative, text: fs.readFileSync(found, 'utf8') };
    });
  return { isRepository, files };
}

/** Whether a rule has fixtures. */
export function hasFixture(folder: string): boolean {
  return fs.existsSync(folder);
}

/** A line of a fixture and the rule that has to find it: `# <- service/port-unnamed`. */
export interface MarkedFinding {
  /** Absolute path and line. */
  readonly place: string;
  readonly rule: string;
}

/** What the comments of a fixture say that is found; a line may name several rules. */
export function markedFindings({ files }: Fixture): MarkedFinding[] {
  return files.flatMap((file) =>
    file.text.split('\n').flatMap((line, index) => {
      const names = /# <- (.*)$/.exec(line)?.[1];
      return (names ?? '')
        .split(/[ ,]+/)
        .filter((rule) => rule !== '')
        .map((rule) => ({ place: `${file.path}:${index + 1}`, rule }));
    }),
  );
}

/** The place of a finding, as `markedFindings` gives it. */
export function placeOfFinding({ file, line }: Finding): string {
  return `${path.resolve(file)}:${line}`;
}

/**
 * What is wrong with a fixture in the folder of a rule. With `environment.json` there, which says what
 * `environment.yaml` would, and in a repository, it is all that the cluster holds; else it is some files of it.
 */
export function checkFixture(
  folder: string,
  fixture: Fixture,
  check: (checked: CheckedModel) => readonly Finding[] = (checked) => checkModel(checked),
): readonly Finding[] {
  const place = path.join(folder, 'environment.json');
  const facts = fs.existsSync(place) ? JSON.parse(fs.readFileSync(place, 'utf8')) : undefined;
  const { resources, owners, twice } = fixture.isRepository
    ? buildFixture(fixture)
    : readPlain(fixture);
  const found = check({
    model: discover(resources, { ...defaultEnvironment, ...facts }),
    complete: fixture.isRepository || facts !== undefined,
    overlaysOf: (resource) => owners.get(resource) ?? [],
    traced: (resource) => (owners.has(resource) ? resource.node : undefined),
  });
  return [...twice, ...found];
}

interface FixtureResources {
  readonly resources: readonly Resource[];
  /** The overlay of each. */
  readonly owners: ReadonlyMap<Resource, readonly string[]>;
  /** Keys that stand twice, which only plain files can have. */
  readonly twice: readonly Finding[];
}

function readPlain({ files }: Fixture): FixtureResources {
  const paths = files.map((file) => file.path);
  const { resources, errors, duplicateKeys } = readResources(paths, diskFileSystem());
  if (errors[0]) throw errors[0];
  return { resources, owners: new Map(), twice: duplicateKeyFindings(duplicateKeys) };
}

function buildFixture({ files }: Fixture): FixtureResources {
  const overlays = files.filter(({ name }) =>
    /^overlays\/[^/]+\/[^/]+\/kustomization\.yaml$/.test(name),
  );
  const owners = new Map<Resource, readonly string[]>();
  for (const file of overlays) {
    const built = build(path.dirname(file.path), { strict: true, trace: true });
    const id = path.dirname(file.name).slice('overlays/'.length);
    for (const resource of built.resources) owners.set(resource, [id]);
  }
  return { resources: [...owners.keys()], owners, twice: [] };
}
