/**
 * Makes the package that can be published: `node tools/kustomize-ts/package.ts [FOLDER]`, by default `dist/package` of
 * the repository. Node runs no TypeScript below node_modules, so it holds JavaScript and declarations, and runs from
 * Node 20 on.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const source = import.meta.dirname;
const repository = path.resolve(source, '..', '..');

const BIN = `#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';

// Node 20 has no such cache.
module.enableCompileCache?.();
const { main } = await import('../lib/cli.js');
process.exitCode = main(process.argv.slice(2));
`;

const TABLE = /^(import .* from '.*)\.json' with \{ type: 'json' \};$/gm;
const TYPES = /(\bfrom '\.{1,2}\/.*)\.ts';/g;

/** Fields of the workspace's package.json that the published one has as well. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  readonly type: 'module';
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Makes the package in a folder, which is emptied first. Errors: the compiler's. */
export function makePackage(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  compile(path.join(folder, 'lib'));
  for (const table of globSync('lib/**/*.json', { cwd: folder }))
    writeTable(path.join(folder, table));
  for (const file of globSync('lib/**/*.js', { cwd: folder }))
    rewrite(path.join(folder, file), TABLE, "$1.js';");
  // The compiler leaves the names of files in declarations as they are.
  for (const file of globSync('lib/**/*.d.ts', { cwd: folder }))
    rewrite(path.join(folder, file), TYPES, "$1.js';");
  mkdirSync(path.join(folder, 'bin'));
  writeFileSync(path.join(folder, 'bin', 'kustomize-ts.js'), BIN, { mode: 0o755 });
  writeManifest(path.join(folder, 'package.json'));
  copyFileSync(path.join(repository, 'LICENSE'), path.join(folder, 'LICENSE'));
  copyFileSync(path.join(source, 'README.md'), path.join(folder, 'README.md'));
}

function compile(folder: string): void {
  const compiler = path.join(
    path.dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))),
    'bin',
    'tsc',
  );
  const project = path.join(source, 'tsconfig.package.json');
  execFileSync(process.execPath, [compiler, '--project', project, '--outDir', folder], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** A table as a module: Node 20 warns of every JSON file that is imported. */
function writeTable(file: string): void {
  const text = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(
    file.replace(/\.json$/, '.js'),
    `export default JSON.parse(${JSON.stringify(text)});\n`,
  );
  rmSync(file);
}

function rewrite(file: string, pattern: RegExp, replacement: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(pattern, replacement));
}

function writeManifest(file: string): void {
  const { name, version, description, keywords, license, type, engines, dependencies } = JSON.parse(
    readFileSync(path.join(source, 'package.json'), 'utf8'),
  ) as Manifest;
  const published = {
    name,
    version,
    description,
    keywords,
    license,
    type,
    engines,
    bin: { [name]: './bin/kustomize-ts.js' },
    exports: {
      '.': { types: './lib/index.d.ts', default: './lib/index.js' },
      './package.json': './package.json',
    },
    files: ['bin', 'lib'],
    dependencies,
  };
  writeFileSync(file, `${JSON.stringify(published, undefined, 2)}\n`);
}

if (import.meta.main) {
  const folder = path.resolve(process.argv[2] ?? path.join(repository, 'dist', 'package'));
  makePackage(folder);
  console.log(path.relative(process.cwd(), folder));
}
