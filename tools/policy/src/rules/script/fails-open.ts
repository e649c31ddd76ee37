import { emptyNumbers } from '../../facts/empty-numbers.ts';
import { uncheckedCurls } from '../../facts/curl-status.ts';
import { nameScript, shellScripts } from '../../facts/shell-scripts.ts';
import { placeInText } from '../../facts/shell-syntax.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const failsOpen: Rule = {
  id: 'script/fails-open',
  severity: 'error',
  scope: 'resource',
  title: 'A check takes an error for success',
  why: 'Without --fail, curl ends with 0 for an answer 500 as for 200. And `[ "" -gt 0 ]` is an error, which a condition takes for "no": the branch that would report the failure is passed over just when nothing came back.',
  fix: 'give curl `--fail`, or compare `%{http_code}`; test for an empty value first, or write `${errors:-1}`',
  silent:
    'curl that sends something, that saves a file, or whose output something reads; in the scripts of servers. Numbers that always have a value, and variables that the script tests for being empty.',
  source: 'https://curl.se/docs/manpage.html#-f',
  check: findOpenChecks,
};

function* findOpenChecks(input: RuleInput): Generator<Problem> {
  for (const script of input.shared(shellScripts)) {
    const { on, field, role, syntax, text } = script;
    for (const { test, variable } of emptyNumbers(syntax)) {
      yield {
        on,
        field,
        at: placeInText(text, test.pos),
        message: `${variable} may be empty, of which [ makes an error and not a number: ${nameScript(script)} then goes on as if all were well`,
        fix: `test [ -z "$${variable}" ] first, or write a default that fails: "\${${variable}:-...}"`,
      };
    }
    if (role === 'main' || role === 'lifecycle') continue;
    for (const command of uncheckedCurls(syntax)) {
      const isCheck = role === 'check' || role === 'probe';
      yield {
        on,
        field,
        at: placeInText(text, command.pos),
        // Who waits for a server may be content that it listens.
        ...(!isCheck && { severity: 'warning' }),
        message: `curl in ${nameScript(script)} ends with 0 for an answer of any status, 500 too, and nothing looks at the status`,
        fix: 'give it --fail, or print %{http_code} with --write-out and compare it',
      };
    }
  }
}
