import type { Workload } from '@fingerpost/discovery';
import type { RuleInput } from '../rule.ts';
import { nameAnswers } from './name-answers.ts';
import type { NameAnswer } from './name-answers.ts';
import { nameUses } from './name-uses.ts';
import type { NameUse } from './name-uses.ts';

/** A name that pods are told, and what the pods of one workload get for it. */
export interface AnsweredName {
  readonly use: NameUse;
  readonly user: Workload;
  readonly answer: NameAnswer;
}

/** All names in checked objects, looked up in the pods of everything that uses them. */
export function answeredNames(input: RuleInput): readonly AnsweredName[] {
  const answer = input.shared(nameAnswers);
  return input
    .shared(nameUses)
    .filter(({ on, isAddress }) => !isAddress && input.isChecked(on))
    .flatMap((use) => use.users.map((user) => ({ use, user, answer: answer(use.host, user) })));
}

/** The same for each text once, with the first workload that the condition holds for. */
export function* firstOfEach<Kind extends NameAnswer['kind']>(
  names: readonly AnsweredName[],
  kind: Kind,
): Generator<{ use: NameUse; user: Workload; answer: Extract<NameAnswer, { kind: Kind }> }> {
  const seen = new Set<NameUse>();
  for (const { use, user, answer } of names) {
    if (!isKind(answer, kind) || seen.has(use)) continue;
    seen.add(use);
    yield { use, user, answer };
  }
}

function isKind<Kind extends NameAnswer['kind']>(
  answer: NameAnswer,
  kind: Kind,
): answer is Extract<NameAnswer, { kind: Kind }> {
  return answer.kind === kind;
}

/** A name of a Service, written as long as another one is. */
export function nameLike(
  host: string,
  service: { readonly namespace: string; readonly name: string },
  clusterDomain: string,
): string {
  const short = `${service.name}.${service.namespace}`;
  if (host.endsWith(`.${clusterDomain}`)) return `${short}.svc.${clusterDomain}`;
  return host.endsWith('.svc') ? `${short}.svc` : short;
}
