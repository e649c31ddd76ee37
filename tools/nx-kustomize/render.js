import { fingerpost } from './fingerpost.js';
import { settle } from './settle.js';

const OUTPUT = 'dist/rendered';

/** How many characters of overlays one command line takes: Windows allows 32,767, Linux 131,072 and more. */
const COMMAND_LINE = process.platform === 'win32' ? 24_000 : 120_000;

/**
 * Renders one overlay: the executor that `nx run overlays-dev-go-server:render --batch=false` calls.
 *
 * @param {unknown} _options
 * @param {import('nx/src/devkit-exports.js').ExecutorContext} context
 */
export async function render(_options, { root, projectName, projectsConfigurations }) {
  const overlay = projectName && projectsConfigurations.projects[projectName]?.root;
  if (!overlay) throw new Error(`no project is named ${projectName}`);
  const { failed, output } = await renderOverlays(root, [overlay]);
  process.stdout.write(output);
  return { success: failed === 0 };
}

/**
 * Renders all overlays of a run of Nx in one process.
 *
 * @param {import('nx/src/devkit-exports.js').TaskGraph} taskGraph
 * @param {unknown} _options
 * @param {unknown} _overrides
 * @param {import('nx/src/devkit-exports.js').ExecutorContext} context
 * @returns {AsyncGenerator<import('nx/src/config/misc-interfaces.js').BatchExecutorTaskResult>}
 */
export async function* batch(taskGraph, _options, _overrides, { root }) {
  const taskOf = new Map(
    Object.values(taskGraph.tasks).map((task) => [task.projectRoot ?? '', task.id]),
  );
  /** @param {readonly string[]} overlays */
  const run = (overlays) => renderOverlays(root, overlays);
  for (const overlays of commandLines([...taskOf.keys()])) {
    let startTime = Date.now();
    for await (const { overlay, rendered, output } of settle(overlays, run)) {
      const endTime = Date.now();
      const terminalOutput = linesAbout(overlay, output) || (rendered ? '' : output);
      const task = taskOf.get(overlay) ?? '';
      yield { task, result: { success: rendered, terminalOutput, startTime, endTime } };
      startTime = endTime;
    }
  }
}

/**
 * @param {string} root
 * @param {readonly string[]} overlays
 * @returns {Promise<import('./settle.js').Outcome>}
 */
async function renderOverlays(root, overlays) {
  const { ok, output } = await fingerpost(root, ['render', ...overlays, '--out', OUTPUT]);
  return { failed: ok ? 0 : countFailed(output, overlays.length), output };
}

/**
 * Reads `2 of 27 overlays failed` from what the command printed. Without that line it came to no overlay, so none is rendered.
 *
 * @param {string} output
 * @param {number} all
 */
export function countFailed(output, all) {
  const [, failed] = /^(\d+) of \d+ overlays? failed/m.exec(output) ?? [];
  return Number(failed ?? all);
}

/**
 * The lines that end with the name of the overlay, `(dev/go-server, prod/go-server and 3 more)`: its errors and warnings.
 *
 * @param {string} overlay path of its folder
 * @param {string} output of the command
 */
export function linesAbout(overlay, output) {
  const id = overlay.replace(/^overlays\//, '');
  return output
    .split(/(?<=\n)/)
    .filter((line) => {
      const [, names = ''] = /\(([^()]*)\)\n?$/.exec(line) ?? [];
      return / and \d+ more$/.test(names) || names.split(', ').includes(id);
    })
    .join('');
}

/**
 * Splits the overlays into lists that fit a command line each.
 *
 * @param {readonly string[]} overlays
 */
export function commandLines(overlays) {
  /** @type {string[][]} */
  const lines = [];
  let room = 0;
  for (const overlay of overlays) {
    if (overlay.length + 1 > room) {
      lines.push([]);
      room = COMMAND_LINE;
    }
    lines.at(-1)?.push(overlay);
    room -= overlay.length + 1;
  }
  return lines;
}
