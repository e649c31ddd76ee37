import type { SyntaxNode } from 'unbash';
import { isNetworkClient } from './network-clients.ts';
import type { ShellScript } from './shell-scripts.ts';
import { abortsWithin } from './shell-status.ts';
import { commandsIn, literal, programOf, visit } from './shell-syntax.ts';

type Loop = Extract<SyntaxNode, { readonly type: 'ArithmeticFor' | 'For' | 'While' }>;

const ENDS = new Set(['break', 'continue', 'exit', 'false', 'kill', 'return', 'tee']);

/** Loops that ask something in the network again and again, and neither count nor stop. */
export function idleLoops(script: ShellScript): Loop[] {
  const functions = new Set<string>();
  const found: Loop[] = [];
  visit(script.syntax, (node) => {
    if (node.type === 'Function') functions.add(literal(node.name) ?? '');
  });
  visit(script.syntax, (node) => {
    // What becomes of their output is decided outside.
    if (
      node.type === 'CommandExpansion' ||
      node.type === 'Pipeline' ||
      node.type === 'Redirected'
    ) {
      return (
        node.type === 'Redirected' && !node.redirects.some(({ operator }) => operator.includes('>'))
      );
    }
    if (node.type !== 'For' && node.type !== 'While' && node.type !== 'ArithmeticFor') return true;
    if (isIdle(node, functions) && !abortsWithin(node.body, script)) found.push(node);
    return false;
  });
  return found;
}

function isIdle({ body }: Loop, functions: ReadonlySet<string>): boolean {
  const commands = commandsIn(body);
  if (!commands.some((command) => isNetworkClient(command))) return false;
  if (commands.some((command) => ENDS.has(programOf(command).name))) return false;
  if (commands.some(({ name }) => functions.has(literal(name) ?? ''))) return false;
  return !keepsSomething(body);
}

/** Whether it counts, adds to a text, or writes to a file. */
function keepsSomething(body: SyntaxNode): boolean {
  let found = false;
  visit(body, (node) => {
    if (node.type === 'ArithmeticCommand') found = true;
    if (node.type === 'Assignment') {
      const { append, name, text, value } = node;
      found ||=
        append === true ||
        text.includes('$((') ||
        text.includes(`$${name}`) ||
        text.includes(`\${${name}`);
      found ||= value.type === 'Word' && literal(value) !== undefined;
    }
    if (node.type === 'Redirect' && node.operator.includes('>')) {
      const target = literal(node.target);
      found ||= target !== '/dev/null' && !/^[&\d-]*$/.test(target ?? 'file');
    }
    return !found;
  });
  return found;
}
