import type { Command } from 'unbash';
import { object, optionalInteger, text } from '@fingerpost/apiserver';
import { nameScript, shellScripts } from '../../facts/shell-scripts.ts';
import type { ShellScript } from '../../facts/shell-scripts.ts';
import { commandsIn, placeInText, programOf } from '../../facts/shell-syntax.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const noTimeout: Rule = {
  id: 'script/no-timeout',
  severity: 'warning',
  scope: 'resource',
  title: 'A script waits for the network without limit',
  why: 'Packets that a NetworkPolicy or a dead node drops get no answer: curl and nc wait for minutes or for ever, and a check hangs instead of failing.',
  fix: 'say how long: `curl --max-time 5`, `wget -T 5`, `nc -w 5`, or `timeout 5` before it',
  silent:
    'Probes, which the kubelet ends, and Jobs with activeDeadlineSeconds. Commands with options that come from a variable.',
  source: 'https://curl.se/docs/manpage.html#-m',
  check: findPatience,
};

/** Options with which a client gives up. */
const LIMITS: ReadonlyMap<string, RegExp> = new Map([
  ['curl', /^(?:-[a-zA-Z]*m\d*$|--max-time|--connect-timeout)/],
  ['wget', /^(?:-[a-zA-Z]*T|--timeout|--connect-timeout)/],
  ['nc', /^-[a-zA-Z]*w/],
  ['ncat', /^(?:-[a-zA-Z]*w|--wait|--idle-timeout)/],
  ['netcat', /^-[a-zA-Z]*w/],
]);

function* findPatience(input: RuleInput): Generator<Problem> {
  for (const script of input.shared(shellScripts)) {
    if (script.role === 'probe' || hasDeadline(script)) continue;
    const commands = commandsIn(script.syntax).filter((command) => isPatient(command));
    const [first] = commands;
    if (!first) continue;
    const { name } = programOf(first);
    const more = commands.length > 1 ? ` (and ${commands.length - 1} more there)` : '';
    yield {
      on: script.on,
      field: script.field,
      at: placeInText(script.text, first.pos),
      message: `${name} waits without limit for an answer in ${nameScript(script)}${more}: where packets are dropped it hangs`,
    };
  }
}

function isPatient(command: Command): boolean {
  const { name, words, isTimed } = programOf(command);
  const limit = LIMITS.get(name);
  // Of an option in a variable nothing is known.
  const isKnown =
    words.every((word) => word !== '') || command.args.every((arg) => !/^"?\$\w+$/.test(arg.text));
  return (
    limit !== undefined &&
    !isTimed &&
    isKnown &&
    !words.some((word) => limit.test(word)) &&
    !words.some((word) => /^(?:-V|--version|-h|--help|-l\w*)$/.test(word))
  );
}

function hasDeadline({ user }: ShellScript): boolean {
  if (!user) return false;
  const spec = object(user.stored.object, 'spec');
  const job = user.kind === 'CronJob' ? object(object(spec, 'jobTemplate'), 'spec') : spec;
  const limits = [job, user.spec].map((fields) => optionalInteger(fields, 'activeDeadlineSeconds'));
  return (
    limits.some((limit) => limit !== undefined) && text(user.spec, 'restartPolicy') !== 'Always'
  );
}
