import type { Rcode } from '../../dns/message.ts';
import { compileRegularExpression } from '../go/regular-expression.ts';
import type { RegularExpression } from '../go/regular-expression.ts';
import { parseInteger, parseUnsigned } from '../go/number.ts';
import { quote } from '../go/quote.ts';
import { normalizeName, toAbsolute } from '../names/domain-name.ts';
import { RCODES, rcodeName } from '../names/rcodes.ts';
import { CLASSES, TYPES } from '../names/types.ts';
import { checkEdnsRule } from './rewrite-edns.ts';
import type { CorefileError } from '../corefile-error.ts';
import type { Setup } from './setup.ts';

export interface RewriteConfig {
  readonly kind: 'rewrite';
  readonly rules: readonly RewriteRule[];
}

/** What a rule does to questions, and to their answers. */
export type RewriteRule =
  | NameRule
  | CnameRule
  | (RuleBase & {
      readonly type: 'ttl';
      readonly match: NameMatch;
      readonly min: number;
      readonly max: number;
    })
  | (RuleBase & {
      readonly type: 'rcode';
      readonly match: NameMatch;
      /** Undefined: a code without a name, which no reply here has. */
      readonly from: Rcode | undefined;
      readonly to: Rcode | undefined;
    })
  | (RuleBase & { readonly type: 'type' | 'class'; readonly from: string; readonly to: string })
  | (RuleBase & { readonly type: 'edns0'; readonly always: boolean });

interface RuleBase {
  /** No further rule is tried after this one. */
  readonly stop: boolean;
}

/** Which names are meant. */
export interface NameMatch {
  readonly how: 'exact' | 'prefix' | 'suffix' | 'substring' | 'regex';
  readonly text: string;
  /** Of `regex` only. */
  readonly pattern?: RegularExpression;
}

export interface NameRule extends RuleBase {
  readonly type: 'name';
  readonly match: NameMatch;
  /** With `{1}` for groups where it is a `regex`. */
  readonly replacement: string;
  /** Names in the answers are changed back. */
  readonly auto: boolean;
  readonly answers: readonly AnswerRule[];
  /** The replacement takes metadata of plugins, which is not modelled. */
  readonly metadata?: readonly string[];
}

/** Changes the owners or the targets of records in the answer. */
export interface AnswerRule {
  readonly part: 'name' | 'value';
  readonly pattern: RegularExpression;
  readonly replacement: string;
}

export interface CnameRule extends RuleBase {
  readonly type: 'cname';
  readonly match: NameMatch;
  readonly replacement: string;
}

const MATCHES = ['exact', 'prefix', 'suffix', 'substring', 'regex'] as const;
const MAX_PATTERN = 10_000;
const MAX_TTL = 2_147_483_647;

class RuleError extends Error {}

/** Source: CoreDNS plugin/rewrite. */
export const setupRewrite: Setup = (cursor) => {
  const rules: RewriteRule[] = [];
  while (cursor.next()) {
    const position = cursor.position;
    const words = cursor.remainingArgs();
    if (words.length < 2) while (cursor.nextBlock()) words.push(cursor.value());
    try {
      rules.push(readRule(words));
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const failure: CorefileError = cursor.failure(error.message);
      throw Object.assign(failure, { position });
    }
  }
  return [{ kind: 'rewrite', rules }];
};

function fail(message: string): never {
  throw new RuleError(message);
}

function readRule(words: readonly string[]): RewriteRule {
  const [first] = words;
  if (first === undefined) return fail('no rule type specified for rewrite');
  const mode = first.toLowerCase();
  const explicit = mode === 'continue' || mode === 'stop';
  if (explicit && words.length < 2) return fail(`${mode} rule must begin with a rule type`);
  const rest = explicit ? words.slice(1) : words;
  const type = (rest[0] ?? '').toLowerCase();
  const args = rest.slice(1);
  const stop = mode !== 'continue';
  switch (type) {
    case 'answer':
      return fail('response rewrites must begin with a name rule');
    case 'name':
      return readNameRule(stop, args);
    case 'class':
    case 'type': {
      const [from = '', to = ''] = args.map((text) => text.toUpperCase());
      if (args.length !== 2) return fail(`${type} rules must have exactly two arguments`);
      const known = type === 'type' ? TYPES : CLASSES;
      for (const word of [from, to]) if (!known.has(word)) fail(`invalid ${type} ${quote(word)}`);
      return { type, stop, from, to };
    }
    case 'edns0': {
      const problem = checkEdnsRule(args);
      if (typeof problem === 'string') return fail(problem);
      return { type, stop, always: problem.always };
    }
    case 'ttl':
      return readTtlRule(stop, args);
    case 'cname':
      return readCnameRule(stop, args);
    case 'rcode':
      return readRcodeRule(stop, args);
    default:
      return fail(`invalid rule type ${quote(first)}`);
  }
}

function isHow(word: string): word is NameMatch['how'] {
  return MATCHES.some((how) => how === word);
}

function readNameRule(stop: boolean, args: readonly string[]): NameRule {
  if (args.length < 2) return fail('too few arguments for a name rule');
  const explicit = args.length >= 3;
  const how = explicit ? (args[0] ?? '').toLowerCase() : 'exact';
  const [writtenFrom = '', writtenTo = ''] = explicit ? args.slice(1) : args;
  const isRegex = how === 'regex';
  const from = isRegex ? writtenFrom : normalizeName(writtenFrom);
  const to = isRegex ? writtenTo : normalizeName(writtenTo);
  const text = how === 'suffix' || how === 'exact' ? toDotted(from) : from;
  const replacement = how === 'suffix' || how === 'exact' ? toDotted(to) : to;
  const metadata = args[3] === 'metadata';
  if (metadata && !isRegex) return fail('metadata is only supported for regex name rules');
  const more = args.slice(metadata ? 4 : 3);
  const { auto, answers } =
    more.length > 0 ? readAnswerRules(how, more) : { auto: false, answers: [] };
  if (!isHow(how)) {
    return fail(
      `name rule supports only exact, prefix, suffix, substring, and regex name matching, received: ${how}`,
    );
  }
  const base = { type: 'name', stop, answers } as const;
  if (how === 'exact') {
    compilePattern(replacement, text);
    return { ...base, match: { how, text }, replacement, auto: true };
  }
  if (!isRegex) return { ...base, match: { how, text }, replacement, auto };
  if (!metadata) {
    const pattern = compilePattern(text, writtenTo);
    const normalized = normalizeName(writtenTo);
    return { ...base, match: { how, text, pattern }, replacement: normalized, auto };
  }
  const pattern = compilePattern(text, '');
  const labels = readReplacement(toAbsolute(writtenTo), pattern.groups);
  return {
    ...base,
    match: { how, text, pattern },
    replacement: toAbsolute(writtenTo).toLowerCase(),
    auto,
    ...(labels.length > 0 && { metadata: labels }),
  };
}

/** With a dot at the end, escaped or not. */
function toDotted(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

function compilePattern(source: string, replacement: string): RegularExpression {
  const length = Buffer.byteLength(source);
  if (length > MAX_PATTERN) return fail(`regex pattern too long: ${length} > ${MAX_PATTERN}`);
  const compiled = compileRegularExpression(source);
  if ('error' in compiled) return fail(`invalid regex matching pattern: ${source}`);
  const used = Array.from({ length: 101 }, (_, index) => index).filter((index) =>
    replacement.includes(`{${index}}`),
  ).length;
  if (used > compiled.value.groups) {
    return fail(
      `the rewrite regex pattern (${replacement}) uses more subexpressions than its corresponding matching regex pattern (${source})`,
    );
  }
  return compiled.value;
}

/** The labels of metadata in a replacement. Source: CoreDNS plugin/rewrite/name_metadata.go. */
function readReplacement(replacement: string, groups: number): readonly string[] {
  const labels: string[] = [];
  let rest = replacement;
  while (rest !== '') {
    const open = rest.indexOf('{');
    const before = open === -1 ? rest : rest.slice(0, open);
    if (before.includes('}')) return fail('unmatched closing brace in metadata name replacement');
    if (open === -1) break;
    const close = rest.indexOf('}', open);
    if (close === -1) return fail('unclosed placeholder in metadata name replacement');
    const label = rest.slice(open + 1, close);
    const group = parseInteger(label);
    if ('value' in group) {
      if (group.value < 0 || group.value > groups) {
        return fail(`capture group ${label} does not exist in name matching pattern`);
      }
    } else {
      if (!/^[^/]+\/./s.test(label) || /[{}]/.test(label)) {
        return fail(`invalid metadata label ${quote(label)} in name replacement`);
      }
      labels.push(label);
    }
    rest = rest.slice(close + 1);
  }
  return labels;
}

function readAnswerRules(
  name: string,
  args: readonly string[],
): { auto: boolean; answers: readonly AnswerRule[] } {
  if (args.length < 2) return fail(`invalid arguments for ${name} rule`);
  const answers: AnswerRule[] = [];
  let auto = false;
  let index = 0;
  while (index < args.length) {
    if (index === 0 && args[index] !== 'answer') {
      return fail(
        `exceeded the number of arguments for a non-answer rule argument for ${name} rule`,
      );
    }
    if (args[index] === 'answer') index += 1;
    const part = args[index];
    if (part === undefined) return fail(`type missing for answer rule for ${name} rule`);
    index += 1;
    if (part === 'auto') {
      auto = true;
    } else if (part === 'name' || part === 'value') {
      const [from, to] = args.slice(index, index + 2);
      if (from === undefined || to === undefined) {
        return fail(`${part} answer rule for ${name} rule: 2 arguments required`);
      }
      answers.push(readAnswerRule(part, name, from, to));
      index += 2;
    } else {
      return fail(`invalid type ${quote(part)} for answer rule for ${name} rule`);
    }
  }
  if (auto && answers.some(({ part }) => part === 'name')) {
    return fail('auto name answer rule cannot be combined with explicit name anwer rules');
  }
  return { auto, answers };
}

function readAnswerRule(
  part: AnswerRule['part'],
  name: string,
  from: string,
  to: string,
): AnswerRule {
  try {
    return { part, pattern: compilePattern(from, to), replacement: normalizeName(to) };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return fail(`${part} answer rule for ${name} rule: ${error.message}`);
  }
}

/** The names that a rule of `ttl` or `rcode` is about. */
function readMatch(kind: string, how: string, text: string): NameMatch {
  const lower = how.toLowerCase();
  if (!isHow(lower)) {
    return fail(
      `${kind} rule supports only exact, prefix, suffix, substring, and regex name matching`,
    );
  }
  if (lower !== 'regex') return { how: lower, text: normalizeName(text) };
  const length = Buffer.byteLength(text);
  if (length > MAX_PATTERN) {
    return fail(`regex pattern too long in a ${kind} rule: ${length} > ${MAX_PATTERN}`);
  }
  const compiled = compileRegularExpression(text);
  if ('error' in compiled) return fail(`invalid regex pattern in a ${kind} rule: ${text}`);
  return { how: lower, text, pattern: compiled.value };
}

function readTtlRule(stop: boolean, args: readonly string[]): RewriteRule {
  if (args.length < 2) return fail(`too few (${args.length}) arguments for a ttl rule`);
  const [first = '', second = '', third = ''] = args;
  const text = args.length === 2 ? second : args.length === 3 ? third : '';
  const range = readTtlRange(text);
  if (!range) return fail(`invalid TTL '${text}' for a ttl rule`);
  const match: NameMatch =
    args.length === 3
      ? readMatch('ttl', first, second)
      : { how: 'exact', text: normalizeName(first) };
  return { type: 'ttl', stop, match, ...range };
}

function readTtlRange(text: string): { min: number; max: number } | undefined {
  const [first = '', second, ...more] = text.split('-');
  if (more.length > 0 || (first === '' && (second ?? '') === '')) return undefined;
  const read = (part: string, absent: number): number => {
    if (part === '') return absent;
    const parsed = parseUnsigned(part, 32);
    return 'value' in parsed ? parsed.value : Number.NaN;
  };
  const min = read(first, 0);
  const max = second === undefined ? min : read(second, MAX_TTL);
  return min <= max ? { min, max } : undefined;
}

function readRcodeRule(stop: boolean, args: readonly string[]): RewriteRule {
  if (args.length < 3) return fail(`too few (${args.length}) arguments for a rcode rule`);
  const codes = args.length === 3 ? args.slice(1) : args.length === 4 ? args.slice(2) : ['', ''];
  const [old = '', replacement = ''] = codes;
  const from = readCode(old);
  if (from === undefined) return fail(`invalid matching RCODE '${old}' for a rcode rule`);
  const to = readCode(replacement);
  if (to === undefined) return fail(`invalid replacement RCODE '${replacement}' for a rcode rule`);
  const [first = '', second = ''] = args;
  const match: NameMatch =
    args.length === 4
      ? readMatch('rcode', first, second)
      : { how: 'exact', text: normalizeName(first) };
  return { type: 'rcode', stop, match, from: rcodeName(from), to: rcodeName(to) };
}

function readCode(text: string): number | undefined {
  const parsed = parseUnsigned(text, 32);
  return 'value' in parsed && parsed.value <= 23 ? parsed.value : RCODES.get(text.toUpperCase());
}

function readCnameRule(stop: boolean, args: readonly string[]): CnameRule {
  if (args.length !== 2 && args.length !== 3) {
    return fail(`too few (${args.length}) arguments for a cname rule`);
  }
  const how = args.length === 3 ? (args[0] ?? '').toLowerCase() : 'exact';
  if (!isHow(how)) return fail(`unknown cname rewrite type: ${how}`);
  const [from = '', to = ''] = args.slice(-2).map((text) => text.toLowerCase());
  const base = { type: 'cname', stop } as const;
  if (how === 'exact') {
    return { ...base, match: { how, text: normalizeName(from) }, replacement: normalizeName(to) };
  }
  if (how !== 'regex') return { ...base, match: { how, text: from }, replacement: to };
  const length = Buffer.byteLength(from);
  if (length > MAX_PATTERN) {
    return fail(`regex pattern too long in a cname rule: ${length} > ${MAX_PATTERN}`);
  }
  const compiled = compileRegularExpression(from);
  if ('error' in compiled) return fail(`invalid cname rewrite regex pattern: ${compiled.error}`);
  return { ...base, match: { how, text: from, pattern: compiled.value }, replacement: to };
}
