/** The environments of overlays; where they have none, their own names. */
export function environmentsOf(overlays: readonly string[]): readonly string[] {
  return [
    ...new Set(
      overlays.map((name) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : name)),
    ),
  ].toSorted();
}
