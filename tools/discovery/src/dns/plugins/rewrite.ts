import { isDomainName } from '../../corefile/names/domain-name.ts';
import type {
  AnswerRule,
  CnameRule,
  NameRule,
  RewriteConfig,
  RewriteRule,
} from '../../corefile/setup/rewrite.ts';
import { lowerCase } from '../domain-name.ts';
import type { Handler, Question, Rcode, Reply, ResourceRecord } from '../message.ts';
import type { PluginContext } from './context.ts';
import { checkRecords, failure, isWritten, unknown } from './replies.ts';
import { fillGroups, matchName, replaceName } from './rewrite-name.ts';

/** A reply while it is changed. */
interface Draft {
  asked: Question;
  rcode: Rcode;
  answers: Mutable[];
}

type Mutable = { -readonly [Key in keyof ResourceRecord]: ResourceRecord[Key] };

/** What becomes of a reply, for one record of it after the other; of none where it has none. */
type Revert = (draft: Draft, record: Mutable | undefined) => void;

/** Types whose value has a name in it, and which word of the value that is. */
const TARGETS: ReadonlyMap<string, number> = new Map([
  ['SRV', 3],
  ['MX', 1],
  ['CNAME', 0],
  ['NS', 0],
  ['DNAME', 0],
  ['SOA', 0],
  ['PTR', 0],
]);

const MAX_LOOKUPS = 8;

/** Changes questions, and then their replies. Source: CoreDNS plugin/rewrite. */
export function makeRewrite(
  { rules }: RewriteConfig,
  next: Handler,
  context: PluginContext,
): Handler {
  return (original) => {
    let question = original;
    const reverts: Revert[] = [];
    for (const rule of rules) {
      const done = apply(rule, question, context);
      if (done === undefined) continue;
      if (done === 'unknown') return unknown;
      question = done.question;
      if (!question.name.includes('{') && !isDomainName(question.name)) return failure('SERVFAIL');
      reverts.push(...done.reverts);
      if (rule.stop) return revertReply(next(question), question, reverts, true);
    }
    return revertReply(next(question), question, reverts, reverts.length > 0);
  };
}

interface Applied {
  readonly question: Question;
  readonly reverts: readonly Revert[];
}

/** Undefined: the rule is not about this question. */
function apply(
  rule: RewriteRule,
  question: Question,
  context: PluginContext,
): Applied | 'unknown' | undefined {
  const name = lowerCase(question.name);
  switch (rule.type) {
    case 'name':
      return applyName(rule, question, name);
    case 'type':
      return question.type === rule.from
        ? { question: { ...question, type: rule.to }, reverts: [] }
        : undefined;
    case 'class':
      return (question.class ?? 'IN') === rule.from
        ? { question: { ...question, class: rule.to }, reverts: [] }
        : undefined;
    case 'edns0':
      return rule.always ? { question, reverts: [] } : undefined;
    case 'ttl': {
      if (!matchName(rule.match, name)) return undefined;
      const revert: Revert = (_, record) => {
        if (record) record.ttl = Math.min(Math.max(record.ttl, rule.min), rule.max);
      };
      return { question, reverts: [revert] };
    }
    case 'rcode': {
      if (!matchName(rule.match, name)) return undefined;
      const { from, to } = rule;
      // A code without a name is none that a reply can be told with.
      if (to === undefined) return 'unknown';
      const revert: Revert = (draft) => {
        if (draft.rcode === from) draft.rcode = to;
      };
      return { question, reverts: [revert] };
    }
    case 'cname':
      if (rule.match.text === '' || rule.replacement === '') return undefined;
      return { question, reverts: [revertAlias(rule, question, context)] };
  }
}

function applyName(
  rule: NameRule,
  question: Question,
  name: string,
): Applied | 'unknown' | undefined {
  const groups = matchName(rule.match, name);
  if (!groups) return undefined;
  if (rule.metadata) return 'unknown';
  const changed = replaceName(rule.match, name, groups, rule.replacement);
  const explicit = rule.answers.map((answer) => revertAnswer(answer.part, rewriter(answer)));
  const back = !rule.auto
    ? undefined
    : rule.match.how === 'suffix'
      ? (text: string) => replaceSuffix(text, rule.replacement, rule.match.text)
      : (text: string) => replaceDomain(text, changed, name);
  const automatic = back ? [revertAnswer('name', back), revertAnswer('value', back)] : [];
  return { question: { ...question, name: changed }, reverts: [...automatic, ...explicit] };
}

function rewriter({ pattern, replacement }: AnswerRule): (text: string) => string {
  return (text) => {
    const groups = pattern.find(text);
    return groups ? fillGroups(replacement, groups) : text;
  };
}

function replaceSuffix(text: string, from: string, to: string): string {
  return text.endsWith(from) ? `${text.slice(0, text.length - from.length)}${to}` : text;
}

/** A name, or a name under it. */
function replaceDomain(text: string, from: string, to: string): string {
  if (text === from) return to;
  return text.endsWith(`.${from}`) ? `${text.slice(0, text.length - from.length)}${to}` : text;
}

function revertAnswer(part: 'name' | 'value', change: (text: string) => string): Revert {
  return (_, record) => {
    if (!record) return;
    if (part === 'name') {
      record.owner = change(record.owner);
      return;
    }
    const index = TARGETS.get(record.type);
    if (index === undefined) return;
    const words = record.value.split(' ');
    const word = words[index] ?? '';
    if (word !== '') record.value = words.with(index, change(word)).join(' ');
  };
}

/** Follows another target instead of the one of an alias. Source: CoreDNS plugin/rewrite/cname_target.go. */
function revertAlias(
  { match, replacement }: CnameRule,
  question: Question,
  { self, depth }: PluginContext,
): Revert {
  return (draft, record) => {
    if (record?.type !== 'CNAME' || depth() > MAX_LOOKUPS) return;
    const groups = matchName(match, record.value);
    if (!groups) return;
    const target = replaceName(match, record.value, groups, replacement);
    const before = record.value;
    draft.asked = { ...question, name: target };
    const found = self(draft.asked);
    const answers: Mutable[] = [];
    for (const answer of draft.answers) {
      if (answer.type !== 'CNAME') continue;
      answers.push(answer);
      if (answer.value !== before) continue;
      answer.value = target;
      break;
    }
    draft.answers = [...answers, ...found.answers.map((answer) => ({ ...answer }))];
  };
}

function revertReply(
  reply: Reply,
  asked: Question,
  reverts: readonly Revert[],
  changes: boolean,
): Reply {
  if (changes) checkRecords(reply);
  if (!changes || reply.rcode === null) return { ...reply, asked };
  const draft: Draft = {
    asked,
    rcode: reply.rcode,
    answers: reply.answers.map((record) => ({ ...record })),
  };
  const authority = reply.authority.map((record): Mutable => ({ ...record }));
  const additional = reply.additional.map((record): Mutable => ({ ...record }));
  const records = [...authority, ...draft.answers, ...additional];
  for (const record of records.length > 0 ? records : [undefined]) {
    for (const revert of reverts.toReversed()) revert(draft, record);
  }
  const written = !isWritten(reply) || reply.written === true;
  return {
    ...reply,
    rcode: draft.rcode,
    answers: draft.answers,
    authority,
    additional,
    asked: draft.asked,
    ...(written && { written: true as const }),
  };
}
