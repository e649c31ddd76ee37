import { countSeverities } from '@fingerpost/policy';
import type { Finding, Severity } from '@fingerpost/policy';

import type { OverlayProfile } from './overlay-profile.ts';

/** What is kept of an environment: its findings, and what its overlays have to do with each other. */
export interface SavedEnvironment {
  readonly counts: Readonly<Record<Severity, number>>;
  /** How many pods there are. */
  readonly pods: number;
  /** By the id of the overlay, in their order. */
  readonly profiles: ReadonlyMap<string, OverlayProfile>;
  /** A line for each finding. */
  readonly lines: readonly SavedFinding[];
}

/** A finding that is not read yet. */
export interface SavedFinding {
  /** The ids of its overlays, as JSON. */
  readonly overlays: string;
  readonly json: string;
}

/** Reads findings. */
export function readFindings(lines: readonly SavedFinding[]): readonly Finding[] {
  return lines.map(({ json }): Finding => JSON.parse(json));
}

/** Writes findings. */
export function toLines(findings: readonly Finding[]): readonly SavedFinding[] {
  return findings.map((finding) => ({
    overlays: JSON.stringify(finding.overlays),
    json: JSON.stringify(finding),
  }));
}

interface Header {
  readonly counts: Readonly<Record<Severity, number>>;
  readonly pods: number;
  readonly overlays: number;
}

/** What is kept of findings that were just computed. */
export function savedOf(
  findings: readonly Finding[],
  pods: number,
  profiles: ReadonlyMap<string, OverlayProfile>,
): SavedEnvironment {
  return { counts: countSeverities(findings), pods, profiles, lines: toLines(findings) };
}

/** A line of figures, then one for each overlay, then one for each finding: who counts reads no findings. */
export function formatSaved({ counts, pods, profiles, lines }: SavedEnvironment): string {
  const header: Header = { counts, pods, overlays: profiles.size };
  return [
    JSON.stringify(header),
    ...Array.from(profiles, (profile) => JSON.stringify(profile)),
    ...lines.map(({ overlays, json }) => `${overlays}\t${json}`),
    '',
  ].join('\n');
}

/** Undefined for a text that is none, or a part of one: then all is computed again. */
export function parseSaved(text: string): SavedEnvironment | undefined {
  if (!text.endsWith('\n')) return undefined;
  try {
    const all = text.slice(0, -1).split('\n');
    const { counts, pods, overlays }: Header = JSON.parse(all[0] ?? '');
    const total = counts.error + counts.warning + counts.caution;
    if (all.length !== 1 + overlays + total || !Number.isInteger(pods)) return undefined;
    const profiles = all
      .slice(1, 1 + overlays)
      .map((line): readonly [string, OverlayProfile] => JSON.parse(line));
    const lines = all.slice(1 + overlays).map((line) => {
      const tab = line.indexOf('\t');
      return { overlays: line.slice(0, tab), json: line.slice(tab + 1) };
    });
    return { counts, pods, profiles: new Map(profiles), lines };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
