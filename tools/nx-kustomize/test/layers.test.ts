import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import test from 'ava';

const repository = path.join(import.meta.dirname, '../../..');
const tools = path.join(repository, 'tools');

/** Each may import those before it. */
const LAYERS = [
  'kustomize-ts',
  'apiserver',
  'discovery',
  'text',
  'policy',
  'changes',
  'publish',
  'scripts',
];
const PACKAGES = [...LAYERS, 'verify', 'lab', 'nx-kustomize'];

function mayImport(from: string, to: string): boolean {
  if (from === 'nx-kustomize' || to === 'nx-kustomize' || from === to) return false;
  // It says nothing of Kubernetes.
  if (from === 'text') return false;
  if (to === 'verify' || to === 'lab') return from === 'scripts';
  const top = from === 'verify' || from === 'lab' ? 'policy' : from;
  return LAYERS.indexOf(to) < LAYERS.indexOf(top);
}

function packageName(folder: string): string {
  if (folder === 'scripts') return 'fingerpost';
  return folder === 'kustomize-ts' ? folder : `@fingerpost/${folder}`;
}

interface Refusal {
  readonly filename: string;
  readonly code: string;
}

/** What oxlint itself refuses in these files under the configuration of this repository, as `file: rule`. */
function refused(files: Readonly<Record<string, string>>): string[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-layers-'));
  try {
    fs.copyFileSync(path.join(repository, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    const oxlint = path.join(repository, 'node_modules/oxlint/bin/oxlint');
    const { stdout } = spawnSync(process.execPath, [oxlint, '--format=json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Refusal[] };
    return diagnostics.map(({ filename, code }) => `${filename}: ${code}`).toSorted();
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const IMPORTS = 'eslint(no-restricted-imports)';
const BUILTINS = 'import(no-nodejs-modules)';

test('packages import one way only', (t) => {
  const files: Record<string, string> = {};
  const expected: string[] = [];
  for (const from of PACKAGES) {
    for (const to of PACKAGES) {
      const file = `tools/${from}/src/${to}.ts`;
      files[file] = `export * from '${packageName(to)}';\n`;
      if (!mayImport(from, to)) expected.push(`${file}: ${IMPORTS}`);
    }
  }
  t.deepEqual(refused(files), expected.toSorted());
});

test('package.json of each package lists only what it may import', (t) => {
  const folders = fs
    .readdirSync(tools)
    .filter((name) => fs.existsSync(path.join(tools, name, 'package.json')));
  t.true(folders.includes('kustomize-ts'));
  t.deepEqual(
    folders.filter((folder) => !PACKAGES.includes(folder)),
    [],
    'each package has its rules',
  );
  for (const from of folders) {
    const text = fs.readFileSync(path.join(tools, from, 'package.json'), 'utf8');
    const { name, dependencies = {} } = JSON.parse(text) as {
      name: string;
      dependencies?: Record<string, string>;
    };
    t.is(name, packageName(from));
    for (const to of PACKAGES) {
      if (packageName(to) in dependencies) t.true(mayImport(from, to), `${from} imports ${to}`);
    }
  }
});

const cases: Readonly<Record<string, [text: string, rule?: string]>> = {
  // Another package is reached by its name.
  'tools/changes/src/deep.ts': ["export * from 'kustomize-ts/src/yaml/node.ts';", IMPORTS],
  'tools/policy/src/deep.ts': ["export * from '@fingerpost/discovery/src/index.ts';", IMPORTS],
  'tools/scripts/src/reach.ts': ["export * from '../../kustomize-ts/src/index.ts';", IMPORTS],
  'tools/lab/src/down/reach.ts': ["export * from '../../../discovery/src/index.ts';", IMPORTS],
  'tools/kustomize-ts/test/reach.test.ts': ["export * from '../../changes/test/tree.ts';", IMPORTS],
  'tools/changes/test/deep.test.ts': ["export * from '@fingerpost/policy/src/index.ts';", IMPORTS],
  'tools/changes/test/own.test.ts': ["export * from '../src/changes.ts';"],
  'tools/changes/test/field/own.test.ts': ["export * from '../../src/field/path.ts';"],
  'tools/changes/src/field/own.ts': ["export * from '../policy/findings.ts';"],
  'tools/nx-kustomize/test/engine.test.ts': ["export * from 'kustomize-ts';"],
  // Also by `import()` and for types alone.
  'tools/discovery/src/dynamic.ts': [
    "export const policy = await import('@fingerpost/policy');",
    IMPORTS,
  ],
  'tools/discovery/src/type.ts': ["export type { Finding } from '@fingerpost/policy';", IMPORTS],

  'tools/scripts/src/zx.ts': ["export * from 'zx/core';"],
  'tools/changes/test/zx.test.ts': ["export * from 'zx';"],
  'tools/changes/src/zx.ts': ["export * from 'zx/core';", IMPORTS],
  'tools/publish/src/zx.ts': ["export * from 'zx';", IMPORTS],

  'tools/publish/src/octokit.ts': ["export * from '@octokit/rest';"],
  'tools/scripts/src/octokit.ts': ["export * from '@octokit/rest';"],
  'tools/changes/src/octokit.ts': ["export * from '@octokit/rest';", IMPORTS],
  'tools/verify/src/octokit.ts': ["export const rest = await import('@octokit/rest');", IMPORTS],

  'tools/kustomize-ts/src/filesystem/disk.ts': ["export * from 'node:fs';"],
  'tools/kustomize-ts/src/load/fs.ts': ["export * from 'node:fs';", BUILTINS],
  'tools/changes/src/disk/disk-cache.ts': ["export * from 'node:fs';"],
  'tools/changes/src/disk/git.ts': ["export * from 'node:child_process';", BUILTINS],
  'tools/changes/src/cache/fs.ts': ["export * from 'node:fs';", BUILTINS],
  'tools/changes/src/revision/fs.ts': ["export * from 'node:fs/promises';", BUILTINS],
  'tools/discovery/src/fs.ts': ["export const fs = await import('node:fs');", BUILTINS],
  'tools/discovery/src/bare.ts': ["export * from 'fs';", BUILTINS],
  'tools/policy/src/net.ts': ["export * from 'node:http';", BUILTINS],
  'tools/policy/src/path.ts': ["export * from 'node:path/posix';"],
  'tools/policy/test/fs.test.ts': ["export * from 'node:fs';"],
  'tools/scripts/src/fs.ts': ["export * from 'node:fs';"],

  'tools/changes/src/revision/git.ts': ["export * from 'node:child_process';"],
  'tools/publish/src/git.ts': ["export * from 'node:child_process';"],
  'tools/lab/src/cluster.ts': ["export * from 'node:child_process';"],
  'tools/changes/src/report/git.ts': ["export * from 'node:child_process';", BUILTINS],
  'tools/kustomize-ts/src/exec.ts': ["export * from 'node:child_process';", BUILTINS],

  'tools/apiserver/src/one.ts': ["export * from './two.ts';", 'import(no-cycle)'],
  'tools/apiserver/src/two.ts': ["export * from './one.ts';", 'import(no-cycle)'],
};

test('files, processes, zx and GitHub are reached from where they belong', (t) => {
  const files = Object.entries(cases).map(([file, [text]]) => [file, `${text}\n`] as const);
  const expected = Object.entries(cases).flatMap(([file, [, rule]]) =>
    rule ? [`${file}: ${rule}`] : [],
  );
  t.deepEqual(
    refused(Object.fromEntries(files)).filter(
      (line) => !line.endsWith('unicorn(prefer-node-protocol)'),
    ),
    expected.toSorted(),
  );
});
