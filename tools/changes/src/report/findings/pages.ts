import type { FindingGroup } from './group-findings.ts';

/** Where the rules are explained, in one line: the page, or how the page of each rule is called. */
export function pagesOf(groups: readonly FindingGroup[]): string {
  const pages = new Map(
    groups.flatMap(({ first: { rule, documentation } }) =>
      documentation === '' ? [] : [[documentation, documentation.replace(rule, 'RULE')] as const],
    ),
  );
  const general = new Set(pages.values());
  return [...(pages.size > 1 && general.size < pages.size ? general : pages.keys())].join(', ');
}
