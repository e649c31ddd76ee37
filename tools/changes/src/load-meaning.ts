/** Brings what compares meanings. The model and the rules are loaded with it: they take longer than comparing manifests. */
export async function loadMeaning(): Promise<typeof import('./meaning/compare-meaning.ts')> {
  return import('./meaning/compare-meaning.ts');
}
