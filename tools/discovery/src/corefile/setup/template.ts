import type { Rcode } from '../../dns/message.ts';
import { compileRegularExpression } from '../go/regular-expression.ts';
import type { RegularExpression } from '../go/regular-expression.ts';
import { parseTemplate } from '../go/template/parse-template.ts';
import type { TemplateNode } from '../go/template/node.ts';
import { parseUnsigned } from '../go/number.ts';
import { quote } from '../go/quote.ts';
import { fallthroughZones, originsOf } from '../names/origins.ts';
import { RCODES, rcodeName } from '../names/rcodes.ts';
import { CLASSES, TYPES } from '../names/types.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';
import { arg, args } from './read.ts';
import type { Setup } from './setup.ts';

export interface TemplateConfig {
  readonly kind: 'template';
  readonly templates: readonly TemplateRule[];
}

export interface TemplateRule {
  readonly class: string;
  readonly type: string;
  readonly zones: readonly string[];
  readonly patterns: readonly RegularExpression[];
  readonly answer: readonly RecordTemplate[];
  readonly additional: readonly RecordTemplate[];
  readonly authority: readonly RecordTemplate[];
  readonly rcode: Rcode;
  readonly fallthrough: readonly string[];
  /** It has expressions, which are not modelled. */
  readonly expressions: boolean;
}

/** A record as text, with `{{ .Name }}` and the like in it; undefined: it uses what is not modelled. */
export interface RecordTemplate {
  readonly source: string;
  readonly nodes: readonly TemplateNode[] | undefined;
}

type Changes = { -readonly [Key in keyof TemplateRule]: TemplateRule[Key] };

/** Source: CoreDNS plugin/template/setup.go. */
export const setupTemplate: Setup = (cursor, block) => {
  const templates: TemplateRule[] = [];
  while (cursor.next()) templates.push(readTemplate(cursor, block));
  return [{ kind: 'template', templates }];
};

function readTemplate(cursor: Dispenser, block: Block): TemplateRule {
  const questionClass = arg(cursor);
  if (!CLASSES.has(questionClass)) throw cursor.error(`invalid query class ${questionClass}`);
  const type = arg(cursor);
  if (!TYPES.has(type)) throw cursor.error(`invalid RR class ${type}`);
  const rule: Changes = {
    class: questionClass,
    type,
    zones: originsOf(cursor.remainingArgs(), block.keys),
    patterns: [],
    answer: [],
    additional: [],
    authority: [],
    rcode: 'NOERROR',
    fallthrough: [],
    expressions: false,
  };
  while (cursor.nextBlock()) readProperty(cursor, block, rule);
  return rule;
}

function readProperty(cursor: Dispenser, block: Block, rule: Changes): void {
  const property = cursor.value();
  switch (property) {
    case 'match':
      rule.patterns = [
        ...rule.patterns,
        ...args(cursor, 1, Infinity).map((pattern) => readPattern(cursor, pattern)),
      ];
      break;
    case 'answer':
    case 'additional':
    case 'authority':
      rule[property] = [
        ...rule[property],
        ...args(cursor, 1, Infinity).map((source) => readRecord(cursor, block, property, source)),
      ];
      break;
    case 'var':
    case 'expr':
      readExpression(cursor, block, property);
      rule.expressions = true;
      break;
    case 'rcode': {
      const rcode = rcodeName(RCODES.get(arg(cursor)) ?? -1);
      if (rcode === undefined) throw cursor.error(`unknown rcode ${cursor.value()}`);
      rule.rcode = rcode;
      break;
    }
    case 'ederror': {
      const [code = ''] = args(cursor, 1, 2);
      const parsed = parseUnsigned(code, 16);
      if ('error' in parsed) {
        throw cursor.error(
          `error parsing extended DNS error code ${cursor.value()}, ${parsed.error}\n`,
        );
      }
      break;
    }
    case 'fallthrough':
      rule.fallthrough = fallthroughZones(cursor.remainingArgs());
      break;
    case 'upstream':
      cursor.remainingArgs();
      break;
    default:
      throw cursor.argumentError();
  }
}

function readPattern(cursor: Dispenser, pattern: string): RegularExpression {
  const length = Buffer.byteLength(pattern);
  if (length > 10_000) throw cursor.error(`regex pattern too long: ${length} > 10000`);
  const compiled = compileRegularExpression(pattern);
  if ('value' in compiled) return compiled.value;
  throw cursor.error(`could not parse regex: ${pattern}, ${compiled.error}`);
}

function readRecord(
  cursor: Dispenser,
  block: Block,
  section: 'answer' | 'additional' | 'authority',
  source: string,
): RecordTemplate {
  const parsed = parseTemplate(section, source);
  if ('error' in parsed) {
    const end = section === 'answer' ? '' : '\n';
    throw cursor.error(`could not compile template: ${cursor.value()}, ${parsed.error}${end}`);
  }
  if ('unsupported' in parsed) {
    block.notModelled(
      `The template ${quote(source)} uses ${parsed.unsupported}, which is not modelled: its answers are not known.`,
      cursor.position,
    );
    return { source, nodes: undefined };
  }
  return { source, nodes: parsed.nodes };
}

function readExpression(cursor: Dispenser, block: Block, property: 'var' | 'expr'): void {
  const words = args(cursor, property === 'var' ? 2 : 1, Infinity);
  if (property === 'var' && !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(words[0] ?? '')) {
    throw cursor.error(`invalid variable name ${quote(words[0] ?? '')}`);
  }
  block.notModelled(
    'The expressions of `template` are not evaluated: they are taken to be right, and the answers of names that the template matches are not known.',
    cursor.position,
  );
}
