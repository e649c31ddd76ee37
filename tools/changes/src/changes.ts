import type { Finding, Severity } from '@fingerpost/policy';

import type { FieldChange } from './field/diff-fields.ts';
import type { Value } from './field/value.ts';
import type { Place } from './place.ts';
import type { Identity } from './resource/identity.ts';

/** What changed between two sets of renderings, and what it means. Values of Secrets are masked throughout. */
export interface Changes extends OverlayChanges {
  /** What was compared: `main (c9e6dfe)`, `the working tree`, `dev`, a path. */
  readonly before: string;
  readonly after: string;
  /** What it means; undefined where only fields were asked for. */
  readonly meaning?: Meaning | undefined;
  /** The source files that were touched, and which overlays each of them reaches. */
  readonly sources: readonly SourceChange[];
  /** Fields that were the same in several environments and are not any more. */
  readonly drift: readonly Drift[];
  /** Files beside those of overlays that could not be read, one line each: what they mean is not known. */
  readonly unread?: readonly string[] | undefined;
}

/** What changed in the manifests. */
export interface OverlayChanges {
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
  /** Objects that another overlay of the environment makes now; each is told there, as `moved`, and not removed here. */
  readonly movedAway?: readonly MovedAway[] | undefined;
  /** Fields that differ as they are meant to; not among `resources`. */
  readonly expected: number;
  /** Why it does not render, one line; of the new side where there are two. */
  readonly error?: string | undefined;
}

/** An object that left an overlay for another one. */
export interface MovedAway {
  /** As `formatIdentity` writes it. */
  readonly resource: string;
  /** The overlay that makes it now. */
  readonly to: string;
}

export interface ResourceChange extends Identity {
  /** `moved`: another overlay of the environment made the very same object before. */
  readonly status: 'added' | 'removed' | 'changed' | 'moved';
  /** Where it was made; of what is gone, where that was. */
  readonly place?: Place | undefined;
  /** What took it away, where a build that reads it still did: a patch. Undefined where it is not read any more. */
  readonly removedAt?: Place | undefined;
  /** Its name before: `hash`, where only kustomize's hash changed it; `name`, where it is another object with much the same content. */
  readonly renamed?: Renaming | undefined;
  /** The overlay that made it before, where it moved. */
  readonly movedFrom?: string | undefined;
  /** Why the API server refuses to update the object: it has to be deleted and made anew. Empty: it can be updated. */
  readonly recreate: readonly Refusal[];
  /** Empty for what is added or removed as a whole. */
  readonly fields: readonly FieldChange[];
  /** The object as a whole, where it is added or removed. */
  readonly content?: Value | undefined;
  /** Where other resources name this one, and changed only because its hash did. */
  readonly references: readonly Reference[];
  /** The order in which changes are shown: what can break first has the lowest number. */
  readonly risk: number;
}

export interface Renaming {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly by: 'hash' | 'name';
}

/** What the API server says against an update. */
export interface Refusal {
  readonly field: string;
  readonly message: string;
}

export interface Reference {
  /** As `formatIdentity` writes it. */
  readonly from: string;
  readonly count: number;
}

/** What a change means in the clusters. */
export interface Meaning {
  /** Environments in which something changed. */
  readonly environments: readonly EnvironmentChange[];
  readonly findings: FindingChanges;
}

/** What a change means in one environment. */
export interface EnvironmentChange {
  /** `''` of plain files. */
  readonly environment: string;
  /** First what is lost. */
  readonly discovery: readonly DiscoveryChange[];
  /** What of the change the model does not know, in sentences. */
  readonly notModelled: readonly string[];
}

/** Something by which services are found or reached. */
export interface DiscoveryChange {
  readonly kind:
    | 'name'
    | 'record'
    | 'port'
    | 'endpoints'
    | 'route'
    | 'scrape'
    | 'connection'
    | 'name-server';
  /** `lost`: it is gone, or it is there and works no more; `gained`: it is new, works again, or has more endpoints. */
  readonly change: 'lost' | 'changed' | 'gained';
  /** What it is about, in the words of its kind: `go-server.backend.svc.cluster.local`, `backend/Deployment/a -> backend/Deployment/b`. */
  readonly subject: string;
  /** What it was and what it is, one line each; undefined where it was or is not there. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  /** All that it stands for, where several changed in the same way (`-> backend/Deployment/b` from twelve workloads); else empty. */
  readonly members: readonly string[];
  /** The resource that it belongs to, `Kind/namespace/name`, and where that stands. */
  readonly resource: string;
  readonly place?: Place | undefined;
  /** Who depends on it on the new side, where something is lost or changed. */
  readonly dependents: readonly Dependent[];
}

/** A resource that uses what changed. */
export interface Dependent {
  /** `Kind/namespace/name` */
  readonly resource: string;
  /** What it does with it: `uses the name`, `routes to it`, `scrapes it`. */
  readonly how: string;
  readonly place?: Place | undefined;
}

/** What is wrong, compared. A finding that moved to another line is the same one. */
export interface FindingChanges {
  readonly new: readonly Finding[];
  readonly fixed: readonly Finding[];
  /** How many there are on both sides. */
  readonly unchanged: Readonly<Record<Severity, number>>;
}

/** A file that was touched: the row of the environment matrix. */
export interface SourceChange {
  /** Relative to the working folder. */
  readonly file: string;
  readonly status: 'added' | 'changed' | 'removed';
  /** Set where the file says what an environment is: no overlay reads it, and all of the environment means something else by it. */
  readonly environment?: string | undefined;
  /** Overlays that read it and render otherwise by it. */
  readonly changed: readonly string[];
  /** Overlays that read it and change nothing by it, because something else sets the fields that were edited. */
  readonly masked: readonly MaskedOverlay[];
  /** Overlays that read it and in which the edit means nothing: a comment, the order of keys. */
  readonly without: readonly string[];
}

export interface MaskedOverlay {
  readonly overlay: string;
  readonly fields: readonly MaskedField[];
}

/** A field whose edit does not reach the output. */
export interface MaskedField {
  /** As `formatIdentity` writes it. */
  readonly resource: string;
  readonly path: string;
  /** What the output has, as text, and who sets it. */
  readonly value: string;
  readonly place: Place;
}

/** A field in which environments part. */
export interface Drift {
  readonly unit: string;
  /** As `formatIdentity` writes it. */
  readonly resource: string;
  readonly path: string;
  /** One for each environment that has the unit, with the value on the new side; undefined where it has none. */
  readonly values: readonly {
    readonly environment: string;
    readonly value?: Value | undefined;
    readonly place?: Place | undefined;
  }[];
}

/** Whether a change means anything: findings that come or go, or something of discovery. */
export function hasMeaning({ environments, findings }: Meaning): boolean {
  return (
    findings.new.length + findings.fixed.length > 0 ||
    environments.some(({ discovery }) => discovery.length > 0)
  );
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
export function countChanges({ overlays }: OverlayChanges): ChangeCounts {
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
    resources: { added: 0, removed: 0, changed: 0, moved: 0 },
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
      if (resource.renamed?.by === 'hash') counts.renames++;
      for (const { count } of resource.references) counts.references += count;
    }
  }
  return counts;
}
