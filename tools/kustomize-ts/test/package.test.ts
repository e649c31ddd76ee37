import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { publint } from 'publint';
import { makePackage } from '../package.ts';

const run = promisify(execFile);

const KUSTOMIZATION = `resources: [service.yaml]
namePrefix: a-
images: [{name: registry.example.com/web, newTag: v2}]
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
`;
const EXPECTED = `apiVersion: v1
kind: Service
metadata:
  name: a-web
`;
const CONSUMER = `import { build, KustomizeError } from 'kustomize-ts';
import type { BuildOptions } from 'kustomize-ts';
const options: BuildOptions = { reorder: 'none' };
export const yaml: string = build('app', options).yaml;
// @ts-expect-error: an option that is not there, so that types which are lost are seen
build('app', { order: 'none' });
export { KustomizeError };
`;

/** The first program of a name on the PATH that npm has not put there. */
function findOnPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => !file.includes('node_modules') && existsSync(file));
}

/** Where a package of the workspace is installed. */
function folderOf(name: string): string {
  const manifest = findPackageJSON(name, import.meta.url);
  if (manifest === undefined) throw new Error(`${name} is not installed`);
  return path.dirname(manifest);
}

/** Packs the package and what it depends on, and installs both into an empty folder, without a network. */
async function install(folder: string): Promise<void> {
  const made = path.join(folder, 'made');
  makePackage(made);
  const packed = await run('npm', ['pack', '--silent', made, folderOf('re2js')], { cwd: folder });
  const archives = packed.stdout.trim().split('\n');
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const options = ['--offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...options, ...archives], { cwd: folder });
  rmSync(made, { recursive: true });
}

async function checkTypes(t: ExecutionContext, folder: string): Promise<void> {
  writeFileSync(path.join(folder, 'consumer.ts'), CONSUMER);
  const compiler = path.join(folderOf('typescript'), 'bin', 'tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024'];
  const args = [compiler, ...options, '--types', '', 'consumer.ts'];
  const result = await run(process.execPath, args, { cwd: folder }).catch(
    (error: unknown) => error,
  );
  t.like(result, { stdout: '', stderr: '' }, 'the declarations have to fit');
}

test('publint has nothing to say of the package', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kustomize-ts-package-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  makePackage(folder);
  const { messages } = await publint({ pkgDir: folder, strict: true, pack: false });
  t.deepEqual(messages, []);
});

test('the package can be installed, and runs as JavaScript', async (t) => {
  if (!findOnPath('npm')) {
    t.log('skipped: there is no npm');
    t.pass();
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'kustomize-ts-package-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  await install(folder);
  mkdirSync(path.join(folder, 'app'));
  writeFileSync(path.join(folder, 'app', 'kustomization.yaml'), KUSTOMIZATION);
  writeFileSync(path.join(folder, 'app', 'service.yaml'), SERVICE);

  const bin = path.join(folder, 'node_modules', '.bin', 'kustomize-ts');
  const nodes = [process.execPath, findOnPath('node')].filter((node) => node !== undefined);
  for (const node of nodes) {
    const { stdout: version } = await run(node, ['--version']);
    const built = await run(node, [bin, 'build', 'app'], { cwd: folder });
    t.deepEqual({ ...built }, { stdout: EXPECTED, stderr: '' }, `Node ${version}`);
    t.log(`runs with Node ${version.trim()}`);
  }
  if (nodes.length === 1) t.log('no other Node is on the PATH');
  await checkTypes(t, folder);
});
