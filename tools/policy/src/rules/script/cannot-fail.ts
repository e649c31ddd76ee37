import type { Command, Statement } from 'unbash';
import { isNetworkClient } from '../../facts/network-clients.ts';
import { nameScript, shellScripts } from '../../facts/shell-scripts.ts';
import type { ShellScript } from '../../facts/shell-scripts.ts';
import { canFail, shellOptions } from '../../facts/shell-status.ts';
import { commandsIn, literal, placeInText, programOf } from '../../facts/shell-syntax.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const cannotFail: Rule = {
  id: 'script/cannot-fail',
  severity: 'error',
  scope: 'resource',
  title: 'A check succeeds whatever it finds',
  why: 'A shell goes on after a command that fails, and the status of a script is that of its last command. A Job, a hook or a probe whose script always ends with 0 is green while what it tests is broken.',
  fix: 'begin with `set -e`, or count what fails and end with `exit 1` where the count is not 0; leave out `|| true` and `|| echo`',
  silent:
    'Where the script asks nothing in the network, waits in a loop until something answers, has a trap for its end, or is no shell that can be parsed. Scripts of init containers, hooks of containers and servers: their status is not what anybody looks at.',
  source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_26',
  check: findGreenScripts,
};

function* findGreenScripts(input: RuleInput): Generator<Problem> {
  for (const script of input.shared(shellScripts)) {
    const { on, field, role, syntax, text } = script;
    if (role !== 'check' && role !== 'probe') continue;
    const client = commandsIn(syntax).find((command) => isNetworkClient(command));
    if (!client || canFail(script)) continue;
    yield {
      on,
      field,
      at: placeInText(text, client.pos),
      ...(role === 'check' && !isProber(client) && { severity: 'warning' }),
      message: `${nameScript(script)} ends with status 0 whatever ${literal(client.name)} and the rest of it find: ${reasonOf(script)}`,
    };
  }
}

/** Of other clients, a Job may do work that it does not matter to lose. */
function isProber(client: Command): boolean {
  return !/sql|mongosh|openssl|redis-cli|valkey-cli/.test(programOf(client).name);
}

function reasonOf({ syntax, options }: ShellScript): string {
  const { errexit } = shellOptions(commandsIn(syntax), options);
  const last = syntax.commands.at(-1);
  const name = last && nameOf(last);
  const end =
    name === undefined ? 'its end always succeeds' : `its last command, ${name}, always succeeds`;
  if (errexit) return 'each command that can fail is followed by || or stands in a condition';
  return `there is no set -e, and ${end}`;
}

function nameOf({ command }: Statement): string | undefined {
  return command.type === 'Command' ? literal(command.name) : undefined;
}
