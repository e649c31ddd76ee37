import { idleLoops } from '../../facts/idle-loops.ts';
import { nameScript, shellScripts } from '../../facts/shell-scripts.ts';
import { placeInText } from '../../facts/shell-syntax.ts';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const noAssertion: Rule = {
  id: 'script/no-assertion',
  severity: 'warning',
  scope: 'resource',
  title: 'A check asks many times and counts nothing',
  why: 'The status of a loop is that of its last round. A loop that only prints what it got shows how connections spread to whoever reads the log, and fails for nobody.',
  fix: 'count the rounds that fail, or the different answers, and compare the count after the loop',
  silent:
    'Where the loop counts, stops, calls a function or hands its output on, and where `set -e` ends the script at the first round that fails.',
  source:
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_04_03',
  check: findIdleLoops,
};

function* findIdleLoops(input: RuleInput): Generator<Problem> {
  for (const script of input.shared(shellScripts)) {
    if (script.role !== 'check') continue;
    for (const loop of idleLoops(script)) {
      yield {
        on: script.on,
        field: script.field,
        at: placeInText(script.text, loop.pos),
        message: `a loop in ${nameScript(script)} asks again and again, and nothing counts the answers: only the last one can make it fail`,
      };
    }
  }
}
