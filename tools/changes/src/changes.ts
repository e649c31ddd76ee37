import type { FieldChange } from './field/diff-fields.ts';
import type { Value } from './field/value.ts';
import type { Identity } from './resource/identity.ts';

/** What changed between two sets of renderings. Values of Secrets are masked throughout. */
export interface Changes {
  /** Overlays with something to tell, first what can break first. */
  readonly overlays: readonly OverlayChange[];
  /** How many overlays were compared, these included. */
  readonly compared: number;
}

export interface OverlayChange {
  readonly overlay: string;
  /**
   * `added`, `removed`: there is no such overlay on the other side.
   * `expected`: nothing but expected differences. `reordered`: the same resources come in another order. `failed`: it does not render any more. `repaired`: it renders again. `broken`: it renders on neither side.
   */
  readonly status:
    | 'changed'
    | 'expected'
    | 'reordered'
    | 'added'
    | 'removed'
    | 'failed'
    | 'repaired'
    | 'broken';
  readonly resources: readonly ResourceChange[];
  /** Fields that differ as they are meant to; not among `resources`. */
  readonly expected: number;
  /** Why it does not render, one line; of the new side where there are two. */
  readonly error?: string | undefined;
}

export interface ResourceChange extends Identity {
  readonly status: 'added' | 'removed' | 'changed';
  /** Set where kustomize's hash changed the name. */
  readonly previousName?: string | undefined;
  /** Empty for what is added or removed as a whole. */
  readonly fields: readonly FieldChange[];
  /** The object as a whole, where it is added or removed. */
  readonly content?: Value | undefined;
  /** Where other resources name this one, and changed only because its hash did. */
  readonly references: readonly Reference[];
  /** The order in which changes are shown: what can break first has the lowest number. */
  readonly risk: number;
}

export interface Reference {
  /** As `formatIdentity` writes it. */
  readonly from: string;
  readonly count: number;
}

/** The figures of a summary line. */
export interface ChangeCounts {
  readonly overlays: Readonly<Record<OverlayChange['status'], number>>;
  readonly resources: Readonly<Record<ResourceChange['status'], number>>;
  readonly fields: number;
  /** Names that changed with a hash, and the references that followed them. */
  readonly renames: number;
  readonly references: number;
  readonly expected: number;
}

/** Counts everything that the changes hold, the folded parts too. */
export function countChanges({ overlays }: Changes): ChangeCounts {
  const counts = {
    overlays: {
      changed: 0,
      expected: 0,
      reordered: 0,
      added: 0,
      removed: 0,
      failed: 0,
      repaired: 0,
      broken: 0,
    },
    resources: { added: 0, removed: 0, changed: 0 },
    fields: 0,
    renames: 0,
    references: 0,
    expected: 0,
  };
  for (const overlay of overlays) {
    counts.overlays[overlay.status]++;
    counts.expected += overlay.expected;
    for (const resource of overlay.resources) {
      counts.resources[resource.status]++;
      counts.fields += resource.fields.length;
      if (resource.previousName !== undefined) counts.renames++;
      for (const { count } of resource.references) counts.references += count;
    }
  }
  return counts;
}
