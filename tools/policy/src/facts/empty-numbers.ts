import type { Command, CompoundList, SyntaxNode, Word, WordPart } from 'unbash';
import { commandsIn, literal, literalWords, programOf, visit } from './shell-syntax.ts';

/** A comparison of numbers whose outcome decides whether a script fails, with a variable that may be empty. */
export interface EmptyNumber {
  readonly test: Command;
  readonly variable: string;
}

const NUMERIC = new Set(['-eq', '-ne', '-gt', '-ge', '-lt', '-le']);
/** Programs that may print nothing. */
const MAY_BE_SILENT = new Set(
  'awk,cat,curl,cut,dig,getent,grep,head,host,jq,kubectl,mysql,nslookup,psql,redis-cli,sed,sort,tail,tr,uniq,wget,xargs,yq'.split(
    ',',
  ),
);
const COUNTER = /^(?:bad|code|err|fail|missing|rc|res|ret|status|wrong)/i;

/**
 * Comparisons that fail open: an empty text is no number, `[` ends with an error, and the branch that makes the script
 * fail is passed over.
 */
export function emptyNumbers(syntax: SyntaxNode): EmptyNumber[] {
  const silent = silentVariables(syntax);
  if (silent.size === 0) return [];
  const found: EmptyNumber[] = [];
  const check = (condition: SyntaxNode): void => {
    for (const test of plainTests(condition)) {
      const variable = numericOperands(test).find((name) => silent.has(name));
      if (variable !== undefined) found.push({ test, variable });
    }
  };
  visit(syntax, (node) => {
    if (node.type === 'If') {
      const [last] = node.clause.commands.slice(-1);
      const isElse = node.elif.length === 0 && (!node.else || !makesFail(node.else));
      if (last && isElse && makesFail(node.then)) check(last.command);
    }
    if (node.type === 'AndOr') {
      for (const [index, operator] of node.operators.entries()) {
        const [left, right] = [node.commands[index], node.commands[index + 1]];
        if (operator === '&&' && left && right && makesFail(right)) check(left);
      }
    }
  });
  return found;
}

/** Variables that only a command's output sets, which may be nothing, and that nothing else in the script looks at. */
function silentVariables(syntax: SyntaxNode): ReadonlySet<string> {
  const silent = new Set<string>();
  const guarded = new Set<string>();
  visit(syntax, (node) => {
    if (node.type === 'Assignment' && node.value.type === 'Word') {
      if (isSilent(node.value)) silent.add(node.name);
    }
    if (node.type === 'ParameterExpansion' && node.operation?.type === 'Default')
      guarded.add(node.parameter);
    if (node.type === 'Case') for (const name of variablesIn(node.word)) guarded.add(name);
    if (node.type === 'TestCommand') for (const name of variablesIn(node)) guarded.add(name);
    if (node.type === 'Command' && isGuard(node))
      for (const name of variablesIn(node)) guarded.add(name);
  });
  return new Set([...silent].filter((name) => !guarded.has(name)));
}

/** `[ -z "$x" ]`, `[ "$x" = '' ]` */
function isGuard(command: Command): boolean {
  const words = literalWords(command);
  return (
    ['[', 'test'].includes(words[0] ?? '') &&
    words.some((word) => ['-z', '-n', '=', '==', '!='].includes(word))
  );
}

/** A word that is nothing but the output of a program that may print nothing. */
function isSilent(word: Word): boolean {
  const part = onlyPart(word.parts);
  if (part?.type !== 'CommandExpansion') return false;
  const last = part.script?.commands.at(-1)?.command;
  const command = last?.type === 'Pipeline' ? last.commands.at(-1) : last;
  if (command?.type !== 'Command') return false;
  const { name, words } = programOf(command);
  if (!MAY_BE_SILENT.has(name)) return false;
  if (name === 'grep') return !words.some((option) => /^(?:-[a-zA-Z]*c|--count)/.test(option));
  if (name === 'awk') return !words.some((program) => /\bEND\b/.test(program));
  return name !== 'curl' || !words.some((option) => /http_code|response_code/.test(option));
}

function onlyPart(parts: readonly WordPart[] | undefined): WordPart | undefined {
  const [part, ...others] = parts ?? [];
  if (!part || others.length > 0) return undefined;
  return part.type === 'DoubleQuoted' ? onlyPart(part.parts) : part;
}

/** The tests in a condition; not those behind `!`, which an error makes true. */
function plainTests(condition: SyntaxNode): Command[] {
  switch (condition.type) {
    case 'Command':
      return ['[', 'test'].includes(literal(condition.name) ?? '') ? [condition] : [];
    case 'AndOr':
      return condition.commands.flatMap((command) => plainTests(command));
    case 'BraceGroup':
    case 'Subshell':
      return condition.body.commands.flatMap(({ command }) => plainTests(command));
    default:
      return [];
  }
}

/** The variables that are compared as numbers. */
function numericOperands(test: Command): string[] {
  const { args } = test;
  const words = literalWords(test).slice(1);
  if (words[0] === '!') return [];
  return words.flatMap((word, index) => {
    if (!NUMERIC.has(word)) return [];
    return [args[index - 1], args[index + 1]].flatMap((operand) =>
      operand?.type === 'Word' ? variablesIn(operand) : [],
    );
  });
}

function variablesIn(node: SyntaxNode): string[] {
  const names: string[] = [];
  visit(node, (one) => {
    if (one.type === 'CommandExpansion' || one.type === 'ArithmeticExpansion') return false;
    if (one.type === 'SimpleExpansion') names.push(one.text.slice(1));
    if (one.type === 'ParameterExpansion' && one.prefix === undefined) names.push(one.parameter);
    return true;
  });
  return names;
}

/** Whether a branch ends the script with an error, or counts one. */
function makesFail(branch: CompoundList | SyntaxNode): boolean {
  if (branch.type === 'Command' && !branch.name) return isCount(branch);
  return commandsIn(branch).some((command) => {
    const name = literal(command.name);
    if (name === undefined) return isCount(command);
    if (name === 'exit' || name === 'return') {
      const [first] = command.args;
      return first?.type === 'Word' && literal(first) !== '0';
    }
    return name === 'false' || /^(?:die|fail|error|abort)/.test(name);
  });
}

function isCount({ prefix }: Command): boolean {
  return prefix.some(
    (part) =>
      part.type === 'Assignment' &&
      COUNTER.test(part.name) &&
      part.value.type === 'Word' &&
      literal(part.value) !== '0',
  );
}
