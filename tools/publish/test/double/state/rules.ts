import { isAncestor } from '../git/commits.ts';
import { ZERO } from '../git/refs.ts';
import { isObject, listAt, objectAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Actor } from './account.ts';
import type { Hub } from './hub.ts';
import { checksOf } from './checks.ts';
import type { Repository, Ruleset } from './repository.ts';

/** What the rulesets of a repository ask of a branch. */
export interface Rules {
  readonly requiredChecks: readonly string[];
  readonly isStrict: boolean;
  readonly requiredApprovals: number;
}

/** The rules for a branch with the rulesets that they come from. */
export function listRules(
  repository: Repository,
  branch: string,
): { readonly ruleset: Ruleset; readonly rule: JsonObject }[] {
  return [...repository.rulesets.values()]
    .filter(({ body }) => body['enforcement'] === 'active' && isAbout(body, branch))
    .flatMap((ruleset) =>
      listAt(ruleset.body, 'rules').flatMap((rule) => (isObject(rule) ? [{ ruleset, rule }] : [])),
    );
}

export function rulesFor(repository: Repository, branch: string): Rules {
  const rules = listRules(repository, branch).map(({ rule }) => rule);
  const checks = rules.filter(({ type }) => type === 'required_status_checks');
  const approvals = rules
    .filter(({ type }) => type === 'pull_request')
    .map((rule) => Number(objectAt(rule, 'parameters')['required_approving_review_count'] ?? 0));
  return {
    requiredChecks: checks.flatMap((rule) =>
      listAt(objectAt(rule, 'parameters'), 'required_status_checks').map((check) =>
        String(isObject(check) ? check['context'] : check),
      ),
    ),
    isStrict: checks.some(
      (rule) => objectAt(rule, 'parameters')['strict_required_status_checks_policy'] === true,
    ),
    requiredApprovals: Math.max(0, ...approvals),
  };
}

function isAbout(ruleset: JsonObject, branch: string): boolean {
  const names = objectAt(objectAt(ruleset, 'conditions'), 'ref_name');
  const matches = (pattern: unknown): boolean =>
    pattern === '~ALL' ||
    (pattern === '~DEFAULT_BRANCH' && branch === 'main') ||
    toPattern(String(pattern)).test(`refs/heads/${branch}`);
  return listAt(names, 'include').some(matches) && !listAt(names, 'exclude').some(matches);
}

/** As File.fnmatch with FNM_PATHNAME: `*` stays within a segment, `**` with a slash goes over several. */
function toPattern(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/|\*\*|\*|\?)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('')}$`);
}

function mayBypass({ body }: Ruleset, hub: Hub, actor: Actor): boolean {
  return listAt(body, 'bypass_actors').some(
    (item) =>
      isObject(item) &&
      item['actor_type'] === 'Integration' &&
      item['actor_id'] === hub.app.id &&
      actor.kind === 'installation',
  );
}

/** Why a ref may not be moved by somebody; nothing where it may. A merge has met the rules of merges already. */
export function refuseMove(
  hub: Hub,
  repository: Repository,
  actor: Actor,
  move: { readonly name: string; readonly before: string; readonly after: string },
): string | undefined {
  const { after, before, name } = move;
  if (!name.startsWith('refs/heads/')) return undefined;
  for (const { rule, ruleset } of listRules(repository, name.slice('refs/heads/'.length))) {
    if (mayBypass(ruleset, hub, actor)) continue;
    const message = refuse(repository, rule, { before, after });
    if (message !== undefined) return `Repository rule violations found\n\n${message}\n\n`;
  }
  return undefined;
}

function refuse(
  repository: Repository,
  rule: JsonObject,
  { after, before }: { readonly before: string; readonly after: string },
): string | undefined {
  const isNew = before === ZERO;
  const isGone = after === ZERO;
  switch (rule['type']) {
    case 'deletion':
      return isGone ? 'Cannot delete this branch' : undefined;
    case 'creation':
      return isNew ? 'Cannot create ref due to creations being restricted.' : undefined;
    case 'update':
      return isNew || isGone ? undefined : 'Cannot update this protected ref.';
    case 'non_fast_forward':
      return isNew || isGone || isAncestor(repository.git, before, after)
        ? undefined
        : 'Cannot force-push to this branch';
    case 'pull_request':
      return isNew || isGone ? undefined : 'Changes must be made through a pull request.';
    case 'required_status_checks': {
      if (isNew || isGone) return undefined;
      const checks = checksOf(repository, after);
      const names = listAt(objectAt(rule, 'parameters'), 'required_status_checks').map((check) =>
        String(isObject(check) ? check['context'] : check),
      );
      const lacking = names.filter((context) => checks.get(context) !== true);
      return lacking.length > 0
        ? `${lacking.length} of ${names.length} required status checks are expected.`
        : undefined;
    }
    default:
      return undefined;
  }
}
