import fs from 'node:fs';
import path from 'node:path';

/** To be raised when what is read from a file changes. */
const FORMAT = 1;

/**
 * Keeps what was read from a file under the hash of its content, also from one Nx process to the next:
 * without a daemon, parsing is most of the time that the plugin takes.
 *
 * @param {string} file where the cache is stored; it need not exist
 * @returns {{
 *   get: (key: string, read: () => import('./references.js').References) => import('./references.js').References,
 *   save: () => void,
 * }} `get` calls `read` once per key; `save` stores what was asked for
 */
export function openReferenceCache(file) {
  const stored = load(file);
  /** @type {Record<string, import('./references.js').References>} */
  const used = Object.create(null);
  let changed = false;
  return {
    get(key, read) {
      const known = used[key] ?? stored[key];
      if (!known) changed = true;
      return (used[key] = known ?? read());
    },
    save() {
      if (!changed && Object.keys(used).length === Object.keys(stored).length) return;
      const temporary = `${file}.${process.pid}`;
      try {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(temporary, JSON.stringify({ format: FORMAT, references: used }));
        fs.renameSync(temporary, file);
      } catch {
        // A read-only checkout works without a cache.
      }
    },
  };
}

/**
 * @param {string} file
 * @returns {Record<string, import('./references.js').References>}
 */
function load(file) {
  try {
    const { format, references } = JSON.parse(fs.readFileSync(file, 'utf8'));
    return format === FORMAT ? references : {};
  } catch {
    return {};
  }
}
