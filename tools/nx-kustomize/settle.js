/**
 * What one call of the command said. It renders all of its overlays or none.
 *
 * @typedef {object} Outcome
 * @property {number} failed how many of them do not render
 * @property {string} output
 */

/**
 * Finds what holds for each overlay alone: where only some of them fail, each half is tried by itself.
 *
 * @param {readonly string[]} overlays
 * @param {(overlays: readonly string[]) => Promise<Outcome>} run renders all of them or none
 * @returns {AsyncGenerator<{ overlay: string, rendered: boolean, output: string }>} each overlay once, in the given order
 */
export async function* settle(overlays, run) {
  if (overlays.length === 0) return;
  const { failed, output } = await run(overlays);
  if (failed === 0 || failed >= overlays.length) {
    for (const overlay of overlays) yield { overlay, rendered: failed === 0, output };
    return;
  }
  const middle = Math.ceil(overlays.length / 2);
  yield* settle(overlays.slice(0, middle), run);
  yield* settle(overlays.slice(middle), run);
}
