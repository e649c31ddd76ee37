import { forEachChild } from 'unbash';
import type { Command, Pipeline, Redirection, SyntaxNode } from 'unbash';
import { isNetworkClient } from './network-clients.ts';
import { literal, programOf } from './shell-syntax.ts';

/** Short options of curl that take a value. */
const WITH_VALUE = 'AbcCdDeEFhHKmoPQrtTuUwxXyYz';
/** What passes text on without a look at it. */
const PASSES_ON = new Set(['cat', 'head', 'tail', 'tee']);
const MAX_DEPTH = 200;

/**
 * Commands that run curl where an answer of any status counts as success: without `--fail`, without `%{http_code}`, and
 * where nothing reads what it prints.
 */
export function uncheckedCurls(syntax: SyntaxNode): Command[] {
  const found: Command[] = [];
  const walk = (node: SyntaxNode, isRead: boolean, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    if (node.type === 'Command' && !isRead && isUnchecked(node)) found.push(node);
    if (node.type === 'Pipeline') {
      for (const [index, command] of node.commands.entries()) {
        walk(command, isRead || isConsumed(node, index), depth + 1);
      }
      return;
    }
    const isCaptured =
      isRead ||
      node.type === 'CommandExpansion' ||
      node.type === 'ProcessSubstitution' ||
      (node.type === 'Redirected' && keepsOutput(node.redirects));
    forEachChild(node, (child) => walk(child, isCaptured, depth + 1));
  };
  walk(syntax, false, 0);
  return found;
}

function isConsumed({ commands }: Pipeline, index: number): boolean {
  return commands
    .slice(index + 1)
    .some((command) => command.type !== 'Command' || !PASSES_ON.has(programOf(command).name));
}

function isUnchecked(command: Command): boolean {
  const { name, words } = programOf(command);
  if (name !== 'curl' || !isNetworkClient(command) || keepsOutput(command.redirects)) return false;
  if (command.args.some(({ text }) => /^"?\$\{?\w*(?:opt|arg|flag|curl)/i.test(text))) return false;
  const options = words.flatMap((word, index) => readOption(word, words[index + 1] ?? ''));
  return (
    !options.some(
      ({ option, value }) =>
        [
          'f',
          '--fail',
          '--fail-with-body',
          'O',
          '--remote-name',
          'V',
          '--version',
          'K',
          '--config',
        ].includes(option) ||
        (['w', '--write-out'].includes(option) &&
          (value === '' || /http_code|response_code/.test(value))) ||
        (['o', '--output'].includes(option) && value !== '/dev/null' && value !== '-'),
    ) && !words.some((word) => /^(?:telnet|tcp|ftp|file|dict):/.test(word))
  );
}

interface CurlOption {
  readonly option: string;
  readonly value: string;
}

/** `-sSfo /dev/null` is s, S, f and o with a value. */
function readOption(word: string, next: string): CurlOption[] {
  if (word.startsWith('--')) {
    const [option = '', value = next] = word.split('=');
    return [{ option, value }];
  }
  if (!/^-[a-zA-Z#0-9]/.test(word)) return [];
  const options: CurlOption[] = [];
  for (const [index, letter] of [...word.slice(1)].entries()) {
    const isLast = WITH_VALUE.includes(letter);
    const rest = word.slice(index + 2);
    options.push({ option: letter, value: isLast ? rest || next : '' });
    if (isLast) break;
  }
  return options;
}

/** Output that goes to a file may be read there. */
function keepsOutput(redirects: readonly Redirection[]): boolean {
  return redirects.some(
    (redirect) =>
      redirect.type === 'Redirect' &&
      redirect.operator.includes('>') &&
      !redirect.operator.endsWith('&') &&
      (redirect.descriptor === undefined ||
        (redirect.descriptor.type === 'FileDescriptor' && redirect.descriptor.value === 1)) &&
      literal(redirect.target) !== '/dev/null',
  );
}
