import { executeTemplate } from '../../corefile/go/template/execute-template.ts';
import type { TemplateStructure, TemplateValue } from '../../corefile/go/template/value.ts';
import { longestZone, inZones } from '../../corefile/names/domain-name.ts';
import type {
  RecordTemplate,
  TemplateConfig,
  TemplateRule,
} from '../../corefile/setup/template.ts';
import { parseSingleRecord } from '../../corefile/zone/parse-record.ts';
import { lowerCase } from '../domain-name.ts';
import type { Handler, Question, Reply, ResourceRecord } from '../message.ts';
import type { PluginContext } from './context.ts';
import { ServerPanic, failure, reply, unknown } from './replies.ts';

/** Answers with records that templates make. Source: CoreDNS plugin/template/template.go. */
export function makeTemplate(
  { templates }: TemplateConfig,
  next: Handler,
  { self }: PluginContext,
): Handler {
  const zones = templates.flatMap((rule) => rule.zones);
  return (question) => {
    const name = lowerCase(question.name);
    if (!inZones(zones, name)) return next(question);
    for (const rule of templates) {
      const zone = longestZone(rule.zones, name);
      if (zone === undefined || !isAsked(rule, question)) continue;
      const match = matchOf(rule, name);
      if (match) return rule.expressions ? unknown : answer(rule, question, zone, match, self);
      if (!inZones(rule.fallthrough, name)) return failure('SERVFAIL');
    }
    return next(question);
  };
}

function isAsked(rule: TemplateRule, { type, class: asked = 'IN' }: Question): boolean {
  const agrees = (own: string, other: string): boolean =>
    own === 'ANY' || other === 'ANY' || own === other;
  return agrees(rule.class, asked) && agrees(rule.type, type);
}

interface Match {
  readonly source: string;
  readonly names: readonly string[];
  readonly groups: readonly string[];
}

function matchOf({ patterns }: TemplateRule, name: string): Match | undefined {
  if (patterns.length === 0) return { source: '.*', names: [''], groups: [name] };
  for (const { source, names, find } of patterns) {
    const groups = find(name);
    if (groups) return { source, names, groups };
  }
  return undefined;
}

function answer(
  rule: TemplateRule,
  question: Question,
  zone: string,
  { source, names, groups }: Match,
  self: Handler,
): Reply {
  if (rule.rcode === 'SERVFAIL') return failure('SERVFAIL');
  const group = new Map(groups.map((text, index) => [String(index), text]));
  for (const [index, text] of groups.entries()) if (names[index]) group.set(names[index], text);
  const data: TemplateStructure = {
    fields: new Map<string, TemplateValue>([
      ['Zone', zone],
      ['Name', lowerCase(question.name)],
      ['Regex', source],
      ['Match', groups],
      ['Group', group],
      ['Class', specific(question.class ?? 'IN', rule.class)],
      ['Type', specific(question.type, rule.type)],
      ['Question', { fields: new Map([['Name', question.name]]), unknown: ['Qtype', 'Qclass'] }],
      ...(question.client === undefined ? [] : [['Remote', question.client] as const]),
    ]),
    unknown: ['Message', 'Remote', 'Var', 'Meta'],
  };
  const sections: ResourceRecord[][] = [];
  for (const templates of [rule.answer, rule.additional, rule.authority]) {
    const made = makeRecords(templates, data);
    if (made === 'malformed') return malformed(question, templates === rule.answer);
    if (typeof made === 'string') return made === 'unknown' ? unknown : failure('SERVFAIL');
    sections.push(made);
  }
  const [answers = [], additional = [], authority = []] = sections;
  const chased = answers.flatMap((record) => {
    if (record.type !== 'CNAME' || (question.type !== 'A' && question.type !== 'AAAA'))
      return [record];
    const found = self({ ...question, name: record.value });
    return found.rcode === null ? undefined : [record, ...found.answers];
  });
  if (chased.includes(undefined)) return unknown;
  const all = chased.filter((record) => record !== undefined);
  return reply(rule.rcode, { authoritative: true, answers: all, authority, additional });
}

/** CoreDNS does not expect that a template gives nothing: it looks at answers about addresses, and cannot send others. */
function malformed({ type }: Question, isAnswer: boolean): Reply {
  if (isAnswer && (type === 'A' || type === 'AAAA')) throw new ServerPanic();
  return { ...unknown, silent: true, malformed: true };
}

/** What is asked for; where that is anything, what the template is for. */
function specific(asked: string, own: string): string {
  return asked === 'ANY' ? own : asked;
}

function makeRecords(
  templates: readonly RecordTemplate[],
  data: TemplateStructure,
): ResourceRecord[] | 'unknown' | 'failure' | 'malformed' {
  const records: ResourceRecord[] = [];
  for (const { nodes } of templates) {
    const executed = nodes ? executeTemplate(nodes, data) : 'unknown';
    if (typeof executed === 'string') return executed;
    const parsed = parseSingleRecord(executed.text);
    if (!parsed) return 'malformed';
    if ('error' in parsed) return 'failure';
    if ('unsupported' in parsed) return 'unknown';
    records.push(parsed.record);
  }
  return records;
}
