import { KustomizeError } from '../error.ts';
import type { Place } from '../error.ts';

/** Whether a set of labels fits. */
export type LabelMatcher = (labels: ReadonlyMap<string, string>) => boolean;

const NAME = String.raw`[A-Za-z0-9_./-]+`;
const REQUIREMENT = new RegExp(
  String.raw`^\s*(?:(!)\s*(${NAME})|(${NAME})(?:\s*(==|=|!=|<|>)\s*([^\s,()=!<>]*)|\s+(in|notin)\s*\(([^()]*)\))?)\s*$`,
);

/**
 * Parses Kubernetes' label selector text: `a`, `!a`, `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a>1`, `a<1`,
 * joined by commas (apimachinery's labels.Parse). An empty text fits everything.
 * Errors: anything else ('invalid-value').
 */
export function parseLabelSelector(text: string, place: Place | undefined): LabelMatcher {
  if (text.trim() === '') return () => true;
  const requirements = splitOutsideParentheses(text).map((part) =>
    parseRequirement(part, text, place),
  );
  return (labels) => requirements.every((requirement) => requirement(labels));
}

function splitOutsideParentheses(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function parseRequirement(part: string, text: string, place: Place | undefined): LabelMatcher {
  const match = REQUIREMENT.exec(part);
  if (!match) {
    throw new KustomizeError('invalid-value', `${JSON.stringify(text)} is no label selector`, {
      place,
      fix: 'write it as in "app=web,tier in (front,back),!canary"',
    });
  }
  const [, not, absent = '', key = '', operator, value = '', set, members = ''] = match;
  if (not) return (labels) => !labels.has(absent);
  if (set) {
    const values = new Set(members.split(',').map((member) => member.trim()));
    if (set === 'in') return (labels) => labels.has(key) && values.has(labels.get(key) ?? '');
    return (labels) => !labels.has(key) || !values.has(labels.get(key) ?? '');
  }
  switch (operator) {
    case '=':
    case '==':
      return (labels) => labels.get(key) === value;
    case '!=':
      return (labels) => labels.get(key) !== value;
    case '<':
      return (labels) => labels.has(key) && Number(labels.get(key)) < Number(value);
    case '>':
      return (labels) => labels.has(key) && Number(labels.get(key)) > Number(value);
    default:
      return (labels) => labels.has(key);
  }
}
