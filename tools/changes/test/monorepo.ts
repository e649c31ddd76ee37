import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import fc from 'fast-check';

/** A file's text or where a symbolic link leads. */
export type File = string | { readonly link: string };
export type Files = Readonly<Record<string, File>>;

/** A repository on disk, at its first commit. */
export interface Repository {
  readonly root: string;
  git(...args: string[]): string;
  write(files: Files): void;
  remove(name: string): void;
  /** Adds all files; returns the id of the commit. */
  commit(): string;
}

export function makeRepository(files: Files): Repository {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-renderings-')));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1' },
      stdio: 'pipe',
    }).trim();
  const at = (name: string): string => path.join(root, name);
  function remove(name: string): void {
    fs.rmSync(at(name), { recursive: true, force: true });
  }
  function write(written: Files): void {
    for (const [name, content] of Object.entries(written)) {
      // What stands in the way goes: a file where a folder has to be, or the reverse.
      for (let folder = path.dirname(name); folder !== '.'; folder = path.dirname(folder))
        if (fs.lstatSync(at(folder), { throwIfNoEntry: false })?.isDirectory() === false)
          remove(folder);
      fs.mkdirSync(path.dirname(at(name)), { recursive: true });
      const there = fs.lstatSync(at(name), { throwIfNoEntry: false });
      if (there && (typeof content !== 'string' || !there.isFile())) remove(name);
      if (typeof content === 'string') fs.writeFileSync(at(name), content);
      else fs.symlinkSync(content.link, at(name));
    }
  }
  function commit(): string {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'change');
    return git('rev-parse', 'HEAD');
  }
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'gc.auto', '0');
  write({ '.gitignore': '.fingerpost/\nignored.env\n', ...files });
  commit();
  return { root, git, write, remove, commit };
}

const SERVICE = (port: number): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports:\n  - port: ${port}\n`;

/** Bases with a generator and a link, a component, and overlays on both. */
export const MONOREPO: Files = {
  'base/a/kustomization.yaml':
    'resources: [service.yaml]\nconfigMapGenerator:\n- name: settings\n  files: [settings.txt]\n',
  'base/a/service.yaml': SERVICE(80),
  'base/a/settings.txt': 'one\n',
  'base/b/kustomization.yaml': 'resources: [service.yaml]\n',
  'base/b/service.yaml': SERVICE(81),
  'base/c/kustomization.yaml': 'resources: [linked.yaml]\n',
  'base/c/linked.yaml': { link: 'real.yaml' },
  'base/c/real.yaml': SERVICE(82),
  'base/c/other.yaml': SERVICE(83),
  'base/e/kustomization.yaml': 'secretGenerator:\n- name: keys\n  envs: [ignored.env]\n',
  'base/e/ignored.env': 'A=1\n',
  'base/current': { link: 'a' },
  'trait/kustomization.yaml':
    'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- path: patch.yaml\n  target: {kind: Service}\n',
  'trait/patch.yaml': '- {op: add, path: /metadata/labels, value: {trait: "1"}}\n',
  'overlays/dev/a/kustomization.yaml':
    'resources: [../../../base/a]\ncomponents: [../../../trait]\nnamePrefix: dev-\n',
  'overlays/dev/b/kustomization.yaml': 'resources: [../../../base/b]\n',
  'overlays/dev/current/kustomization.yaml': 'resources: [../../../base/current]\n',
  'overlays/prod/a/kustomization.yaml': 'resources: [../../../base/a]\n',
  'overlays/prod/c/kustomization.yaml': 'resources: [../../../base/c]\n',
  'overlays/prod/e/kustomization.yaml': 'resources: [../../../base/e]\n',
  'overlays/prod/d': { link: '../dev/a' },
};

/** One step of somebody who works in the repository. */
export type Edit =
  | { readonly do: 'write'; readonly name: string; readonly file: File }
  | { readonly do: 'remove'; readonly name: string }
  | { readonly do: 'rename'; readonly name: string; readonly to: string }
  | { readonly do: 'touch'; readonly name: string }
  | { readonly do: 'commit' }
  /** Writes a text of the same length over the last one of the file, at once. */
  | { readonly do: 'quick'; readonly name: string };

const port = fc.integer({ min: 10, max: 13 });
const service = fc.constantFrom(
  'base/a/service.yaml',
  'base/b/service.yaml',
  'base/c/real.yaml',
  'base/c/other.yaml',
);
const base = fc.constantFrom('a', 'b', 'c', 'current');
const overlay = fc.constantFrom('dev/a', 'dev/b', 'dev/current', 'prod/a', 'prod/c', 'prod/new');
const anyName = fc.constantFrom(
  ...Object.keys(MONOREPO),
  'base/a',
  'base/b',
  'overlays/dev/b',
  'base/b/Kustomization',
  'overlays/prod/new',
);

export const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ do: fc.constant('write' as const), name: service, file: port.map(SERVICE) }),
  fc.record({ do: fc.constant('quick' as const), name: service }),
  fc.record({
    do: fc.constant('write' as const),
    name: fc.constantFrom('base/a/settings.txt', 'base/e/ignored.env'),
    file: fc.constantFrom('A=1\n', 'A=2\n', 'A=3\r\n'),
  }),
  fc.record({
    do: fc.constant('write' as const),
    name: overlay.map((id) => `overlays/${id}/kustomization.yaml`),
    file: fc
      .tuple(base, fc.constantFrom('', 'components: [../../../trait]\n', 'bad: field\n'))
      .map(([name, more]) => `resources: [../../../base/${name}]\n${more}`),
  }),
  fc.record({
    do: fc.constant('write' as const),
    name: fc.constantFrom('base/current', 'overlays/prod/d'),
    file: fc
      .constantFrom('a', 'b', 'c', '../dev/b', '../prod/a', 'nowhere', 'current')
      .map((link) => ({ link })),
  }),
  fc.record({
    do: fc.constant('write' as const),
    name: fc.constant('base/c/linked.yaml'),
    file: fc.constantFrom('real.yaml', 'other.yaml', '../b/service.yaml').map((link) => ({ link })),
  }),
  fc.record({
    do: fc.constant('write' as const),
    name: fc.constantFrom('base/a/kustomization.yml', 'base/b/Kustomization', 'trait/patch.yaml/x'),
    file: fc.constant('resources: [service.yaml]\n'),
  }),
  fc.record({ do: fc.constant('remove' as const), name: anyName }),
  fc.record({ do: fc.constant('rename' as const), name: anyName, to: anyName }),
  fc.record({ do: fc.constant('touch' as const), name: anyName }),
  fc.constant({ do: 'commit' as const }),
);

export function applyEdit({ root, write, remove, commit }: Repository, edit: Edit): void {
  if (edit.do === 'commit') {
    commit();
    return;
  }
  const place = path.join(root, edit.name);
  if (edit.do === 'write') write({ [edit.name]: edit.file });
  else if (edit.do === 'remove') remove(edit.name);
  else if (!fs.existsSync(place)) return;
  else if (edit.do === 'touch') fs.utimesSync(place, new Date(), new Date());
  else if (edit.do === 'rename') {
    const to = path.join(root, edit.to);
    if (to.startsWith(`${place}/`) || place.startsWith(`${to}/`) || place === to) return;
    remove(edit.to);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    if (fs.existsSync(place)) fs.renameSync(place, to);
  } else if (fs.statSync(place).isFile()) {
    const text = fs.readFileSync(place, 'utf8');
    fs.writeFileSync(
      place,
      text.replace(/port: (\d)/, (_, digit) => `port: ${9 - Number(digit)}`),
    );
  }
}

/** Puts the files of the first commit back. */
export function reset(repository: Repository): void {
  for (const name of ['base', 'overlays', 'trait']) repository.remove(name);
  repository.write(MONOREPO);
}
