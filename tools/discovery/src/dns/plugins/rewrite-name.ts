import type { NameMatch } from '../../corefile/setup/rewrite.ts';

/** The groups that a name gives to the replacement, `[whole name, ...]`; undefined: it does not match. */
export function matchName(
  { how, text, pattern }: NameMatch,
  name: string,
): readonly string[] | undefined {
  switch (how) {
    case 'exact':
      return name === text ? [] : undefined;
    case 'prefix':
      return name.startsWith(text) ? [] : undefined;
    case 'suffix':
      return name.endsWith(text) ? [] : undefined;
    case 'substring':
      return name.includes(text) ? [] : undefined;
    case 'regex':
      return pattern?.find(name);
  }
}

/** A name that matches, with the part that matches replaced. */
export function replaceName(
  { how, text }: NameMatch,
  name: string,
  groups: readonly string[],
  replacement: string,
): string {
  switch (how) {
    case 'exact':
      return replacement;
    case 'prefix':
      return `${replacement}${name.slice(text.length)}`;
    case 'suffix':
      return `${name.slice(0, name.length - text.length)}${replacement}`;
    case 'substring':
      return text === '' ? name : name.split(text).join(replacement);
    case 'regex':
      return fillGroups(replacement, groups);
  }
}

/** Puts groups in the place of `{0}`, `{1}` and so on, one after the other. */
export function fillGroups(replacement: string, groups: readonly string[]): string {
  return groups.reduce(
    (text, group, index) => text.replaceAll(`{${index}}`, () => group),
    replacement,
  );
}
