import { diffFields } from '../field/diff-fields.ts';
import type { FieldChange, Renamed } from '../field/diff-fields.ts';
import type { ListType } from '../field/list-type.ts';
import { locateChange } from '../field/locate-change.ts';
import { isAtOrBelow } from '../field/path.ts';
import { fieldRisk } from '../risk.ts';
import { maskBoth, settleMask } from './mask-secret.ts';
import type { RenderedResource } from './rendered-resource.ts';

/** Two states of one object. */
export interface ObjectPair {
  readonly old: RenderedResource;
  readonly now: RenderedResource;
  /** The overlay that made the old one, where that is another one. */
  readonly movedFrom?: string;
  /** What changed its name, where it has another one. */
  readonly renamedBy?: 'hash' | 'name';
}

/** Two states of one object, and how they differ. */
export interface ComparedPair extends ObjectPair {
  /** What others rely on first. */
  readonly fields: readonly FieldChange[];
  /** How many differences were expected. */
  readonly expected: number;
  /** Where a name was used that changed with its hash. */
  readonly renamedTexts: readonly Renamed[];
}

/** How objects are compared. */
export interface ComparisonRules {
  /** Names that changed with their hash, old to new. */
  readonly renames: ReadonlyMap<string, string>;
  /** Paths, as `parsePath` reads them, at which a difference is no news. */
  readonly expected: readonly (readonly string[])[];
  typeOf(resource: RenderedResource): ListType | undefined;
  /** Whether the values of an object must not be shown. */
  isConfidential(resource: RenderedResource): boolean;
}

/** Compares two states of an object field by field. Values that must not be shown are masked in what comes out. */
export function comparePair(pair: ObjectPair, rules: ComparisonRules): ComparedPair {
  const { old, now, renamedBy } = pair;
  const masked = rules.isConfidential(old) || rules.isConfidential(now);
  const [before, after] = masked ? maskBoth(old.content, now.content) : [old.content, now.content];
  const { changes, renamed } = diffFields(before, after, rules.renames, rules.typeOf(now));
  // What is told as another name is not told as a field once more.
  const told = renamedBy === 'name' ? changes.filter((change) => !isName(change)) : changes;
  const news = told.filter(
    ({ segments }) => !rules.expected.some((steps) => isAtOrBelow(segments, steps)),
  );
  return {
    ...pair,
    fields: news
      .map((change) => locateChange(masked ? settleMask(change) : change, old, now))
      .toSorted((a, b) => fieldRisk(a) - fieldRisk(b)),
    expected: told.length - news.length,
    renamedTexts: renamed,
  };
}

const NAMES: ReadonlySet<string> = new Set(['metadata.name', 'metadata.namespace']);

function isName({ path }: FieldChange): boolean {
  return NAMES.has(path);
}
