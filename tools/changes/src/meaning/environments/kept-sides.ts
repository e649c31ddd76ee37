import type { DiscoveryModel } from '@fingerpost/discovery';

import type { ContentCache } from '../../cache/content-cache.ts';
import type { EnvironmentSide, SideOverlay } from './environment-side.ts';
import { keyOfSide } from './loaded-side.ts';
import type { LoadedSide, Renderings } from './loaded-side.ts';
import { profileOf } from './overlay-profile.ts';
import type { OverlayProfile } from './overlay-profile.ts';
import { formatSaved, parseSaved, savedOf } from './saved-findings.ts';
import type { SavedEnvironment } from './saved-findings.ts';
import { formatStep, isStep, takeStep } from './saved-step.ts';

/** Where findings are kept, and the version of the code that they are of. */
interface Keeping {
  readonly cache?: ContentCache | undefined;
  readonly version: string;
}

const KIND = 'findings';

/** What is kept of a side that others begin with: from now on as a whole, so that no step is taken from a step. */
export function readBase(side: EnvironmentSide, keeping: Keeping): SavedEnvironment | undefined {
  const key = keyOfSide(side, keeping.version);
  const text = keeping.cache?.read(KIND, key);
  const saved = text === undefined ? undefined : parseKept(text, keeping);
  if (saved && text !== undefined && isStep(text)) {
    keeping.cache?.write(KIND, key, formatSaved(saved));
  }
  return saved;
}

export function readSaved(side: EnvironmentSide, keeping: Keeping): SavedEnvironment | undefined {
  const text = keeping.cache?.read(KIND, keyOfSide(side, keeping.version));
  return text === undefined ? undefined : parseKept(text, keeping);
}

function parseKept(text: string, { cache }: Keeping): SavedEnvironment | undefined {
  if (!isStep(text)) return parseSaved(text);
  return takeStep(text, (key) => {
    const whole = cache?.read(KIND, key);
    return whole === undefined ? undefined : parseSaved(whole);
  });
}

type KeptSide = readonly [side: EnvironmentSide, saved: SavedEnvironment];

/** Keeps of a side what differs from another one, which `readBase` has given. */
export function keepStep(
  [from, saved]: KeptSide,
  [to, next]: KeptSide,
  { cache, version }: Keeping,
): void {
  cache?.write(KIND, keyOfSide(to, version), formatStep(keyOfSide(from, version), saved, next));
}

/** @param known what overlays have to do with others, where that need not be looked for */
export function keepSide(
  side: EnvironmentSide,
  { findings, model }: LoadedSide,
  renderings: Renderings,
  { cache, version }: Keeping,
  known: (overlay: SideOverlay) => OverlayProfile | undefined = () => undefined,
): void {
  if (!cache) return;
  const profiles = new Map(
    side.overlays.map((overlay) => [
      overlay.id,
      known(overlay) ?? profileOf(renderings.resourcesOf(overlay)),
    ]),
  );
  const saved = savedOf(findings(), podsOf(model), profiles);
  cache.write(KIND, keyOfSide(side, version), formatSaved(saved));
}

/** What is known of overlays that are the same on the old side. */
export function profilesKept(
  before: EnvironmentSide | undefined,
  saved: SavedEnvironment | undefined,
): (overlay: SideOverlay) => OverlayProfile | undefined {
  const keys = new Map(before?.overlays.map(({ id, key }) => [id, key]));
  return ({ id, key }) => (keys.get(id) === key ? saved?.profiles.get(id) : undefined);
}

export function podsOf({ workloads }: DiscoveryModel): number {
  return workloads.reduce((sum, { pods }) => sum + pods.length, 0);
}
