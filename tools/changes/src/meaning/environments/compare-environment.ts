import { isDeepStrictEqual } from 'node:util';

import type { DiscoveryModel } from '@fingerpost/discovery';
import { countSeverities, toldHosts } from '@fingerpost/policy';
import type { ContentCache } from '../../cache/content-cache.ts';
import type { DiscoveryChange, EnvironmentChange, FindingChanges } from '../../changes.ts';
import type { EnvironmentSide } from './environment-side.ts';
import { keepSide, keepStep, podsOf, profilesKept, readBase, readSaved } from './kept-sides.ts';
import { createRenderings, loadSide } from './loaded-side.ts';
import type { Renderings } from './loaded-side.ts';
import { isLocalRule } from './local-rules.ts';
import { matchFindings, subtractCounts } from './match-findings.ts';
import { neighbourhoodOf } from './neighbourhood.ts';
import { savedAfterPart } from './saved-after-part.ts';
import { areJudgedByParameters } from './parameters.ts';
import { readFindings } from './saved-findings.ts';
import type { SavedEnvironment } from './saved-findings.ts';

/** How two sides of an environment are compared. */
export interface CompareOptions {
  /** Compares what two models mean, those of a part where that is enough; undefined where there is no environment. */
  readonly compareModels: (
    before: DiscoveryModel | undefined,
    after: DiscoveryModel | undefined,
  ) => ModelChanges;
  /** Where findings are kept. Default: nowhere, and all is computed. */
  readonly cache?: ContentCache | undefined;
  /** Of the code: findings of another version are not believed. */
  readonly version: string;
  /** Always compares all of both sides. */
  readonly full?: boolean | undefined;
}

type ModelChanges = Pick<EnvironmentChange, 'discovery' | 'notModelled'>;

/** What a change means in one environment. */
export interface EnvironmentComparison extends ModelChanges {
  readonly findings: FindingChanges;
  /** The models that were compared: of all, or of the part that the edit has to do with. */
  readonly models: {
    readonly before: DiscoveryModel | undefined;
    readonly after: DiscoveryModel | undefined;
  };
  /** `part`: only what the edit has to do with was computed. */
  readonly way: 'full' | 'part';
  /** Overlays that render on one side alone: they are taken to be on both sides as they are there. */
  readonly unknown: readonly string[];
}

/**
 * Compares what an environment means on two sides. One that is not there on a side means nothing there.
 *
 * Where the findings of the old side are known and the edit is one that only its namespace sees, a part of both sides is
 * computed; `docs/decisions/0007-what-an-edit-reaches.md` says why the result is the same. Everything else is compared whole.
 */
export function compareEnvironment(
  before: EnvironmentSide | undefined,
  after: EnvironmentSide | undefined,
  options: CompareOptions,
): EnvironmentComparison {
  const sides = completed(before, after);
  const renderings = createRenderings();
  const saved = sides.before && readBase(sides.before, options);
  const part =
    sides.before && sides.after && saved && options.full !== true
      ? comparePart(sides.before, sides.after, saved, renderings, options)
      : undefined;
  if (part) return part;
  return { ...compareWhole(sides, saved, renderings, options), unknown: sides.unknown };
}

interface Sides {
  readonly before: EnvironmentSide | undefined;
  readonly after: EnvironmentSide | undefined;
  readonly unknown: readonly string[];
}

/**
 * What does not render on one side is taken from the other, so that it neither hides nor makes differences: nothing is
 * known there.
 */
function completed(before: EnvironmentSide | undefined, after: EnvironmentSide | undefined): Sides {
  if (!before || !after) return { before, after, unknown: [] };
  const lost = after.failed.filter((id) => before.overlays.some((overlay) => overlay.id === id));
  const come = before.failed.filter((id) => after.overlays.some((overlay) => overlay.id === id));
  return {
    before: withStandIns(before, after, come),
    after: withStandIns(after, before, lost),
    unknown: [...new Set([...lost, ...come])].toSorted(),
  };
}

function withStandIns(
  side: EnvironmentSide,
  other: EnvironmentSide,
  ids: readonly string[],
): EnvironmentSide {
  if (ids.length === 0) return side;
  const overlays = [...side.overlays, ...other.overlays.filter(({ id }) => ids.includes(id))];
  return { ...side, overlays: overlays.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

type Compared = Omit<EnvironmentComparison, 'unknown'>;

function compareWhole(
  { before, after }: Sides,
  saved: SavedEnvironment | undefined,
  renderings: Renderings,
  options: CompareOptions,
): Compared {
  const old = before && loadSide(before, before.overlays, renderings);
  const now = after && loadSide(after, after.overlays, renderings);
  const known = after && readSaved(after, options);
  const oldFindings = saved ? readFindings(saved.lines) : (old?.findings() ?? []);
  const newFindings = known ? readFindings(known.lines) : (now?.findings() ?? []);
  if (before && old && !saved) keepSide(before, old, renderings, options);
  if (after && now && !known)
    keepSide(after, now, renderings, options, profilesKept(before, saved));
  const matched = matchFindings(oldFindings, newFindings);
  return {
    findings: {
      new: matched.new,
      fixed: matched.fixed,
      unchanged: countSeverities(matched.same.map(([, finding]) => finding)),
    },
    ...options.compareModels(old?.model, now?.model),
    models: { before: old?.model, after: now?.model },
    way: 'full',
  };
}

/** Changes of the model that the namespace of an edit shows as they are. */
const LOCAL_CHANGES: readonly DiscoveryChange['kind'][] = ['endpoints', 'record', 'scrape'];
/** Near the number at which the model stops to count pods, one more here is one less elsewhere. */
const MANY_PODS = 100_000;

function comparePart(
  before: EnvironmentSide,
  after: EnvironmentSide,
  saved: SavedEnvironment,
  renderings: Renderings,
  options: CompareOptions,
): EnvironmentComparison | undefined {
  if (saved.pods > MANY_PODS) return undefined;
  const near = neighbourhoodOf(before, after, saved.profiles, renderings);
  if (!near) return undefined;
  const old = loadSide(before, near.before, renderings);
  const now = loadSide(after, near.after, renderings);
  if (areJudgedByParameters(old.model, near.kinds)) return undefined;
  if (!isDeepStrictEqual(toldHosts(old.model), toldHosts(now.model))) return undefined;
  const matched = matchFindings(old.findings(), now.findings());
  if (![...matched.new, ...matched.fixed].every(({ rule }) => isLocalRule(rule))) return undefined;
  const changes = options.compareModels(old.model, now.model);
  if (!changes.discovery.every(({ kind }) => LOCAL_CHANGES.includes(kind))) return undefined;
  const next = savedAfterPart(saved, near, matched, podsOf(now.model) - podsOf(old.model));
  if (next === 'contradiction') return undefined;
  if (next) keepStep([before, saved], [after, next], options);
  return {
    findings: {
      new: matched.new,
      fixed: matched.fixed,
      unchanged: subtractCounts(saved.counts, matched.fixed),
    },
    ...changes,
    models: { before: old.model, after: now.model },
    way: 'part',
    unknown: [],
  };
}
