import type { MaskedField, MaskedOverlay, SourceChange } from '../changes.ts';
import { compareText } from '../compare-text.ts';
import type { TracedBuild } from './differences.ts';
import { effectsOf } from './overlay-effects.ts';
import { knownFiles } from './source-files.ts';
import type { KnownFiles, SourceFiles } from './source-files.ts';

/** An overlay of which some input differs. */
export interface TracedOverlay {
  readonly overlay: string;
  /** What it renders to, with its trace; undefined where it does not exist or does not render. */
  readonly before: TracedBuild | undefined;
  readonly after: TracedBuild | undefined;
}

export interface SourcesInput {
  readonly overlays: readonly TracedOverlay[];
  readonly files: SourceFiles;
}

interface Row {
  readonly status: SourceChange['status'];
  readonly changed: string[];
  readonly masked: MaskedOverlay[];
  readonly without: string[];
}

/**
 * For every touched file that an overlay reads, on either side: which overlays render otherwise by it, which do not because
 * something else sets what was edited, and in which it has no effect. Each overlay that reads it is told once, or as
 * changed and masked where one part of the edit reaches the output and another does not.
 *
 * A file is behind a changed field if the last station that differs stands in it. Stations of what works on the value that
 * it finds (a prefix, an image, a copy) lead on to what they worked on. Where the trace does not tell, as of files that
 * kustomizations list or of operations that remove, all files are told that may be behind it: none is passed over.
 * A pure function; time and memory are linear in the size of the builds.
 */
export function compareSources({ overlays, files }: SourcesInput): readonly SourceChange[] {
  const known = knownFiles(files);
  const rows = new Map<string, Row>();
  function rowOf(file: string, status: SourceChange['status']): Row {
    let row = rows.get(file);
    if (!row) {
      row = { status, changed: [], masked: [], without: [] };
      rows.set(file, row);
    }
    return row;
  }
  for (const { overlay, before, after } of overlays.toSorted(by('overlay'))) {
    const { files: read, changed, masked } = effectsOf(before, after, known);
    const differ = before?.yaml !== after?.yaml;
    for (const { file, status } of read.touched.values()) {
      const row = rowOf(file, status);
      const fields = masked.get(file);
      // What a new file brings cannot always be told from what names it, such as a list of a generator.
      const isBehind = changed.has(file) || (status !== 'changed' && differ && !fields);
      if (isBehind) row.changed.push(overlay);
      if (fields) row.masked.push({ overlay, fields: fields.toSorted(byResource) });
      if (!isBehind && !fields) row.without.push(overlay);
    }
    if (read.touched.size > 0 || !before || !after || !differ) continue;
    for (const [file, status] of movedInputs(before, after, known)) {
      rowOf(file, status).changed.push(overlay);
    }
  }
  return [...rows].map(([file, row]) => ({ file, ...row })).toSorted(by('file'));
}

/** What an overlay reads on one side only: all that there is to tell where a symbolic link leads elsewhere. */
function movedInputs(
  before: TracedBuild,
  after: TracedBuild,
  known: KnownFiles,
): (readonly [file: string, status: 'added' | 'removed'])[] {
  const old = new Set(before.inputs);
  const now = new Set(after.inputs);
  return [
    ...before.inputs
      .filter((path) => !now.has(path))
      .map((path) => [known.displayPath(path), 'removed'] as const),
    ...after.inputs
      .filter((path) => !old.has(path))
      .map((path) => [known.displayPath(path), 'added'] as const),
  ];
}

function by<K extends string>(key: K) {
  return (a: Readonly<Record<K, string>>, b: Readonly<Record<K, string>>): number =>
    compareText(a[key], b[key]);
}

function byResource(a: MaskedField, b: MaskedField): number {
  return compareText(a.resource, b.resource) || compareText(a.path, b.path);
}
