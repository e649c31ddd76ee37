import type {
  AndOr,
  Command,
  CompoundList,
  Function as ShellFunction,
  Pipeline,
  Statement,
  SyntaxNode,
} from 'unbash';
import type { ShellScript } from './shell-scripts.ts';
import { commandsIn, literal, literalWords, programOf, visit } from './shell-syntax.ts';

/** Programs that succeed whatever happens. */
const ALWAYS_SUCCEED = new Set(
  ':,alias,break,continue,date,declare,echo,export,hash,local,printf,readonly,set,shift,shopt,sleep,times,trap,true,typeset,umask,unset,wait'.split(
    ',',
  ),
);
/** Conditions of loops that end. */
const BOUNDED = new Set(['[', 'test', 'read', 'getopts', 'expr', 'mapfile']);

interface Context {
  readonly functions: ReadonlyMap<string, ShellFunction>;
  readonly errexit: boolean;
  readonly pipefail: boolean;
  /** Functions that are being looked at. */
  readonly within: ReadonlySet<string>;
}

/**
 * Whether the exit status of a script can be anything but 0, or the script can go on for ever. What is not understood
 * can fail.
 */
export function canFail(script: ShellScript): boolean {
  const { syntax, options, isBroken } = script;
  if (isBroken || hasTrap(commandsIn(syntax)) || blocks(syntax) || exits(syntax)) return true;
  const context = contextOf({ syntax, options });
  if (context.errexit && aborts(syntax.commands, context)) return true;
  return listFails(syntax.commands, context);
}

/** Whether `set -e` may end a script within some of it. */
export function abortsWithin(list: CompoundList, script: ShellScript): boolean {
  const context = contextOf(script);
  return context.errexit && aborts(list.commands, context);
}

function contextOf({ syntax, options }: Pick<ShellScript, 'options' | 'syntax'>): Context {
  const functions = new Map<string, ShellFunction>();
  visit(syntax, (node) => {
    if (node.type === 'Function') functions.set(literal(node.name) ?? '', node);
  });
  return { functions, ...shellOptions(commandsIn(syntax), options), within: new Set() };
}

/** Whether `set -e` and `pipefail` are on, at some time. */
export function shellOptions(
  commands: readonly Command[],
  options: string,
): { readonly errexit: boolean; readonly pipefail: boolean } {
  let errexit = options.includes('e');
  let pipefail = options.includes('P');
  for (const command of commands) {
    const [name, ...words] = literalWords(command);
    if (name !== 'set') continue;
    for (const [index, word] of words.entries()) {
      if (/^-[a-zA-Z]*e/.test(word) || (word === 'errexit' && words[index - 1]?.startsWith('-')))
        errexit = true;
      if (word === 'pipefail' && words[index - 1]?.startsWith('-')) pipefail = true;
    }
  }
  return { errexit, pipefail };
}

/** What a trap does with the status is not known. */
function hasTrap(commands: readonly Command[]): boolean {
  return commands.some((command) => {
    const words = literalWords(command);
    return words[0] === 'trap' && words.some((word) => /^(?:SIG)?(?:ERR|EXIT|0)$/i.test(word));
  });
}

/** Whether an `exit` ends it with a status that is not 0, or another program takes its place. */
function exits(node: SyntaxNode): boolean {
  let found = false;
  visit(node, (one) => {
    // The end of these is no end of the script.
    if (found || one.type === 'CommandExpansion' || one.type === 'ProcessSubstitution')
      return false;
    if (one.type === 'Command') found = isFailingExit(one);
    return !found;
  });
  return found;
}

function isFailingExit(command: Command): boolean {
  const name = literal(command.name);
  const [first] = command.args;
  if (name === 'exec') return first !== undefined;
  if (name === 'kill') return true;
  if (name !== 'exit') return false;
  return first?.type !== 'Word' || literal(first) !== '0';
}

/** Whether a loop waits for something that may never come. */
function blocks(node: SyntaxNode): boolean {
  let found = false;
  visit(node, (one) => {
    if (one.type === 'While' && !found) found = isEndless(one.clause, one.body);
    return !found;
  });
  return found;
}

function isEndless(clause: CompoundList, body: CompoundList): boolean {
  const conditions = commandsIn(clause);
  const isBounded = conditions.every((one) => BOUNDED.has(literal(one.name) ?? ''));
  if (isBounded) return false;
  return !commandsIn(body).some((one) =>
    ['break', 'exit', 'return'].includes(literal(one.name) ?? ''),
  );
}

/** Whether `set -e` may end it: any statement whose status is not asked for. */
function aborts(statements: readonly Statement[], context: Context): boolean {
  return statements.some(
    ({ command, background }) => background !== true && abortsNode(command, context),
  );
}

function abortsNode(node: SyntaxNode, context: Context): boolean {
  const bodies = bodiesOf(node);
  if (bodies) return bodies.some(({ commands }) => aborts(commands, context));
  switch (node.type) {
    case 'AndOr': {
      // Only the last one counts, and only where it is the one that runs.
      const last = node.commands.at(-1);
      return (
        last !== undefined &&
        (node.operators.at(-1) === '&&' ? abortsNode(last, context) : fails(node, context))
      );
    }
    case 'Pipeline':
      return node.prefixes.some(({ type }) => type === 'Negation') ? false : fails(node, context);
    case 'Redirected':
      return abortsNode(node.command, context);
    case 'Function':
      return false;
    default:
      return fails(node, context);
  }
}

/** The lists of which a compound command runs one, or several; undefined of what is none. */
function bodiesOf(node: SyntaxNode): readonly CompoundList[] | undefined {
  switch (node.type) {
    case 'If':
      return [node.then, ...node.elif.map(({ then }) => then), ...(node.else ? [node.else] : [])];
    case 'For':
    case 'ArithmeticFor':
    case 'Select':
    case 'While':
    case 'BraceGroup':
    case 'Subshell':
      return [node.body];
    case 'Case':
      return node.items.map(({ body }) => body);
    default:
      return undefined;
  }
}

function listFails(statements: readonly Statement[], context: Context): boolean {
  const last = statements.at(-1);
  return last !== undefined && last.background !== true && fails(last.command, context);
}

/** Whether the status of a node may be anything but 0. */
function fails(node: SyntaxNode, context: Context): boolean {
  const bodies = bodiesOf(node);
  if (bodies?.some(({ commands }) => listFails(commands, context))) return true;
  if (bodies) return node.type === 'Subshell' && exits(node);
  switch (node.type) {
    case 'Command':
      return commandFails(node, context);
    case 'AndOr':
      return andOrFails(node, context);
    case 'Pipeline':
      return pipelineFails(node, context);
    case 'Redirected':
      return fails(node.command, context);
    case 'Function':
      return false;
    default:
      return true;
  }
}

function andOrFails({ commands, operators }: AndOr, context: Context): boolean {
  let status = commands[0] ? fails(commands[0], context) : false;
  for (const [index, operator] of operators.entries()) {
    const next = commands[index + 1];
    const nextFails = next !== undefined && fails(next, context);
    status = operator === '&&' ? status || nextFails : status && nextFails;
  }
  return status;
}

function pipelineFails({ commands, prefixes }: Pipeline, context: Context): boolean {
  if (prefixes.some(({ type }) => type === 'Negation')) return true;
  const counted = context.pipefail ? commands : commands.slice(-1);
  return counted.some((command) => fails(command, context) || exits(command));
}

function commandFails(command: Command, context: Context): boolean {
  if (!command.name)
    return command.prefix.some(
      (part) => part.type === 'Assignment' && substitutionFails(part, context),
    );
  const name = literal(command.name);
  if (name === undefined) return true;
  if (name === 'exit' || name === 'return') return isFailingStatus(command);
  // Of `export X=$(...)` the status of what is substituted is lost.
  const called = context.functions.get(name);
  if (called) {
    if (context.within.has(name)) return true;
    const within = new Set([...context.within, name]);
    return returnsFailure(called) || fails(called.body, { ...context, within });
  }
  return (
    !ALWAYS_SUCCEED.has(programOf(command).name) || (name === 'wait' && command.args.length > 0)
  );
}

function isFailingStatus({ args: [first] }: Command): boolean {
  return first?.type !== 'Word' || literal(first) !== '0';
}

function returnsFailure({ body }: ShellFunction): boolean {
  return commandsIn(body).some(
    (command) => literal(command.name) === 'return' && isFailingStatus(command),
  );
}

/** An assignment has the status of the last command that is substituted in it. */
function substitutionFails(node: SyntaxNode, context: Context): boolean {
  let found = false;
  visit(node, (one) => {
    if (one.type !== 'CommandExpansion') return true;
    found ||= one.script === undefined || listFails(one.script.commands, context);
    return false;
  });
  return found;
}
