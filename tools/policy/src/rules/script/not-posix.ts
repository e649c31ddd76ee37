import { text as textOf } from '@fingerpost/apiserver';
import type { SyntaxNode } from 'unbash';
import { nameScript, shellScripts } from '../../facts/shell-scripts.ts';
import type { ShellScript } from '../../facts/shell-scripts.ts';
import { literal, literalWords, placeInText, visit } from '../../facts/shell-syntax.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const notPosix: Rule = {
  id: 'script/not-posix',
  severity: 'error',
  scope: 'resource',
  title: 'A script for sh uses what only bash has',
  why: 'In images with busybox or dash, `sh` takes `{1..10}` for one word, so that a loop runs once, and ends at arrays with a syntax error. The same script works on the machine of whoever wrote it, where sh is bash.',
  fix: 'run it with bash, in an image that has it, or write it for sh: `$(seq 1 10)` for `{1..10}`, words for arrays, `[ ]` for `[[ ]]`',
  silent:
    'Scripts that bash runs, files that nothing is known to run and that have no first line that says sh, and images of distributions whose sh is bash.',
  source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html',
  check: findBashisms,
};

/** What is not in POSIX, and what becomes of it in busybox or dash. */
interface Bashism {
  readonly what: string;
  readonly effect: string;
  readonly isFatal: boolean;
}

/** Distributions whose sh is bash. */
const BASH_IMAGES =
  /(?:^|[/._-])(?:almalinux|amazonlinux|centos|fedora|oraclelinux|redhat|rhel\d*|rockylinux|suse|opensuse|leap|ubi\d*(?:-minimal|-micro)?)(?=$|[/:@._-])/i;
const BASH_COMMANDS = new Set([
  'declare',
  'let',
  'mapfile',
  'pushd',
  'popd',
  'readarray',
  'shopt',
  'source',
  'typeset',
]);

function* findBashisms(input: RuleInput): Generator<Problem> {
  for (const script of input.shared(shellScripts)) {
    if (script.shell !== 'sh' || BASH_IMAGES.test(textOf(script.container, 'image'))) continue;
    const found = new Map<string, { readonly bashism: Bashism; readonly pos: number }>();
    visit(script.syntax, (node) => {
      const bashism = bashismOf(node);
      if (bashism && !found.has(bashism.what)) found.set(bashism.what, { bashism, pos: node.pos });
    });
    for (const { bashism, pos } of found.values()) yield describe(script, bashism, pos);
  }
}

function describe(script: ShellScript, { what, effect, isFatal }: Bashism, pos: number): Problem {
  return {
    on: script.on,
    field: script.field,
    at: placeInText(script.text, pos),
    ...(!isFatal && { severity: 'warning' }),
    message: `${nameScript(script)} is run by sh, which has no ${what}: ${effect}`,
  };
}

const SYNTAX_ERROR = 'busybox and dash end with a syntax error';

function bashismOf(node: SyntaxNode): Bashism | undefined {
  switch (node.type) {
    case 'BraceExpansion':
      return { what: node.text, effect: 'it is one word there', isFatal: true };
    case 'ArrayValue':
      return { what: 'arrays', effect: SYNTAX_ERROR, isFatal: true };
    case 'ParameterExpansion':
      return parameterBashism(node.index !== undefined, node.operation?.type, node.text);
    case 'ProcessSubstitution':
      return { what: `${node.operator}(...)`, effect: SYNTAX_ERROR, isFatal: true };
    case 'HereString':
      return { what: '<<<', effect: SYNTAX_ERROR, isFatal: true };
    case 'ArithmeticFor':
      return { what: 'for ((...))', effect: SYNTAX_ERROR, isFatal: true };
    case 'Select':
      return { what: 'select', effect: SYNTAX_ERROR, isFatal: true };
    case 'Coproc':
      return { what: 'coproc', effect: SYNTAX_ERROR, isFatal: true };
    case 'ArithmeticCommand':
      return { what: '((...))', effect: 'it runs a command of that name', isFatal: true };
    case 'TestCommand':
      return {
        what: '[[',
        effect: 'dash takes it for a command that is not there',
        isFatal: false,
      };
    case 'Redirect':
      return node.operator.startsWith('&>')
        ? { what: node.operator, effect: 'dash runs the command in the background', isFatal: false }
        : undefined;
    case 'Command': {
      const name = literal(node.name) ?? '';
      if (BASH_COMMANDS.has(name))
        return { what: name, effect: 'dash does not find it', isFatal: false };
      if (name === '[' && literalWords(node).includes('=='))
        return { what: '== in [ ]', effect: 'dash ends the test with an error', isFatal: false };
      return undefined;
    }
    default:
      return undefined;
  }
}

function parameterBashism(
  hasIndex: boolean,
  operation: string | undefined,
  written: string,
): Bashism | undefined {
  if (hasIndex) return { what: 'arrays', effect: SYNTAX_ERROR, isFatal: true };
  const isBash =
    operation === 'Replace' || operation === 'Slice' || operation === 'CaseModification';
  return isBash
    ? { what: written, effect: 'dash ends with "Bad substitution"', isFatal: false }
    : undefined;
}
