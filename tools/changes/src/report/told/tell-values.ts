import { joinNames } from './join-names.ts';

/** What something was and is in an environment. */
export interface ValueOf {
  readonly environment: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One line of what something was and is; `of` names the environments where not all have the same. */
export interface ToldValue {
  readonly of: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A list of values with their environments is told on one line up to this length. */
const MAX_LIST = 120;

/** What differs between environments is told beside their names, what does not is told once. */
export function tellValues(values: readonly ValueOf[]): ToldValue[] {
  const pairs = [
    ...Map.groupBy(values, ({ before, after }) => JSON.stringify([before, after])).values(),
  ];
  const [first] = values;
  if (!first) return [];
  if (pairs.length === 1) return [{ of: '', before: first.before, after: first.after }];
  const before = tellSide(values, ({ before: text }) => text);
  const after = tellSide(values, ({ after: text }) => text);
  if (before && after && (before.isSame || after.isSame)) {
    return [{ of: '', before: before.text, after: after.text }];
  }
  return pairs.flatMap((group) => {
    const [one] = group;
    return one ? [{ of: namesOf(group), before: one.before, after: one.after }] : [];
  });
}

interface ToldSide {
  readonly text: string | undefined;
  readonly isSame: boolean;
}

/** `dev 2 of 2, prod 3 of 3 endpoints ready`; undefined where that is no line to read. */
function tellSide(
  values: readonly ValueOf[],
  textOf: (value: ValueOf) => string | undefined,
): ToldSide | undefined {
  const groups = [...Map.groupBy(values, textOf)];
  const [first] = groups;
  if (groups.length === 1) return { text: first?.[0], isSame: true };
  const texts = groups.flatMap(([text]) => (text === undefined ? [] : [text.split(' ')]));
  if (texts.length < groups.length) return undefined;
  const start = commonStart(texts);
  const end = commonStart(texts.map((words) => words.slice(start).toReversed()));
  const parts = groups.map(([text = '', group], i) => {
    const words = text.split(' ');
    const own = words.slice(start, i < groups.length - 1 ? words.length - end : undefined);
    return `${namesOf(group)} ${own.join(' ')}`;
  });
  const list = parts.join(start + end > 0 ? ', ' : '; ');
  const told = [...(texts[0]?.slice(0, start) ?? []), list].join(' ');
  return told.length > MAX_LIST ? undefined : { text: told, isSame: false };
}

/** How many words at the start all have, each with at least one of its own. */
function commonStart(texts: readonly (readonly string[])[]): number {
  const [first = []] = texts;
  const most = Math.min(...texts.map(({ length }) => length)) - 1;
  let count = 0;
  while (count < most && texts.every((words) => words[count] === first[count])) {
    count++;
  }
  return count;
}

function namesOf(group: readonly ValueOf[]): string {
  return joinNames(group.map(({ environment }) => environment));
}
