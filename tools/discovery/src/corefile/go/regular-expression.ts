import { RE2JS } from 're2js';
import type { Parsed } from './number.ts';

/** What a regular expression found: the whole match, then its groups; groups that took no part are ''. */
export interface RegularExpression {
  readonly source: string;
  readonly groups: number;
  /** The names of the groups, the whole match first; '' for those without. */
  readonly names: readonly string[];
  find(text: string): readonly string[] | undefined;
}

/** `regexp.Compile`: RE2, which takes linear time. The message of an error is Go's. */
export function compileRegularExpression(source: string): Parsed<RegularExpression> {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
  const groups = compiled.groupCount();
  const names = Array.from({ length: groups + 1 }, () => '');
  for (const [name, index] of Object.entries(compiled.namedGroups())) names[index] = name;
  const find = (text: string): readonly string[] | undefined => {
    const matcher = compiled.matcher(text);
    if (!matcher.find()) return undefined;
    return Array.from({ length: groups + 1 }, (_, index) => matcher.group(index) ?? '');
  };
  return { value: { source, groups, names, find } };
}
