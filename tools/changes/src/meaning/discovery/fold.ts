import type { Dependent } from '../../changes.ts';
import { commonSpot, outcomeOf, subjectOf } from './draft.ts';
import type { Draft } from './draft.ts';

/** So many that are alike are told as one. A name is told alone as long as a page can hold them. */
const MANY = 4;
const MANY_NAMES = 10;

/** Puts together what changed in the same way: the base of many Services gets another setting. */
export function foldAlike(drafts: readonly Draft[]): Draft[] {
  const groups = Map.groupBy(drafts, (draft) => {
    const { kind, aspect, before, after } = draft;
    return JSON.stringify([kind, outcomeOf(draft), aspect, before, after]);
  });
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first || first.kind === 'connection') return group;
    const isMany = group.length >= (first.kind === 'name' ? MANY_NAMES : MANY);
    return isMany ? [foldGroup(group, first)] : group;
  });
}

/** Of an environment that is new or gone: one change of each kind. */
export function foldByKind(drafts: readonly Draft[]): Draft[] {
  const groups = Map.groupBy(drafts, ({ kind, change }) => `${kind} ${change}`);
  return [...groups.values()].flatMap((group): Draft[] => {
    const [first] = group;
    if (!first || group.length === 1) return group;
    const nouns = new Set(group.map(({ noun }) => noun));
    const noun = nouns.size === 1 ? first.noun : 'changes';
    const members = group.map((draft) => {
      const text = draft.after ?? draft.before;
      return text === undefined ? subjectOf(draft) : `${subjectOf(draft)}: ${text}`;
    });
    return [
      {
        kind: first.kind,
        change: first.change,
        about: `${group.length} ${noun}`,
        aspect: '',
        noun,
        members: members.toSorted(),
      },
    ];
  });
}

function foldGroup(group: readonly Draft[], first: Draft): Draft {
  const members = group.flatMap((draft) =>
    draft.members && draft.members.length > 0
      ? draft.members.map((member) => `${subjectOf(draft)} ${member}`)
      : [subjectOf(draft)],
  );
  const { noun, aspect } = first;
  return {
    ...first,
    about: `${group.length} ${noun}${aspect === '' ? '' : ':'}`,
    members: members.toSorted(),
    spot: undefined,
    ...commonSpot(group.map(({ spot }) => spot)),
    dependents: uniteDependents(group.flatMap(({ dependents = [] }) => dependents)),
  };
}

/** Each once. */
export function uniteDependents(dependents: readonly Dependent[]): readonly Dependent[] {
  return [
    ...new Map(dependents.map((dependent) => [JSON.stringify(dependent), dependent])).values(),
  ];
}
