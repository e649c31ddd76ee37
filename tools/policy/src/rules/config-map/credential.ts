import { textMap } from '@fingerpost/apiserver';
import type { Problem, Rule, RuleInput } from '../../rule.ts';

export const credential: Rule = {
  id: 'config-map/credential',
  severity: 'caution',
  scope: 'resource',
  title: 'A ConfigMap holds what looks like a credential',
  why: 'Everybody who may read the namespace reads ConfigMaps, and git keeps what stands in them for ever. A password in a ConfigMap has to be taken as known.',
  fix: 'move it to a Secret that is made in the cluster, and change the credential',
  silent:
    'For empty values, references (`$(X)`, `${X}`, `{{ x }}`, paths, names of Secrets), and keys that say where a credential is (`PASSWORD_FILE`).',
  source: 'https://kubernetes.io/docs/concepts/configuration/configmap/ (caution)',
  check: findEntries,
};

const KEY =
  /(?:^|[._-])(?:passwords?|passwd|pwd|secrets?|(?:api|access|auth|bearer|refresh)[._-]?tokens?|tokens?|api[._-]?keys?|access[._-]?keys?|private[._-]?keys?|secret[._-]?keys?|credentials?)$/i;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;
const USER_INFO = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"'$<{]{1,100}:([^\s/@"'$<{]{1,200})@/i;
const REFERENCE =
  /^(?:[$<{]|\/|\.\/|file:|vault:|secret:|env:|ref\+)|^(?:true|false|none|null|x+|\*+)$/i;
const LONGEST = 1_000_000;

function* findEntries({ model, isChecked }: RuleInput): Generator<Problem> {
  for (const stored of model.store.list('', 'ConfigMap')) {
    if (!isChecked(stored)) continue;
    for (const [key, value] of textMap(stored.object, 'data')) {
      const what = whatIsIn(key, value.slice(0, LONGEST));
      if (what === undefined) continue;
      yield {
        on: stored,
        field: `data[${key}]`,
        message: `${key} of ConfigMap ${stored.name} ${what}: everybody who reads the namespace or the repository knows it`,
      };
    }
  }
}

function whatIsIn(key: string, value: string): string | undefined {
  if (PRIVATE_KEY.test(value)) return 'holds a private key';
  if (USER_INFO.test(value)) return 'holds an address with a password in it';
  const isOne = value.trim() !== '' && !value.trim().includes('\n');
  // A number is one of them: the most tokens of an answer.
  if (/^\d+$/.test(value.trim()) && !/pass|pwd/i.test(key)) return undefined;
  const isSecret = isOne && KEY.test(key) && !REFERENCE.test(value.trim());
  return isSecret ? 'looks like a credential' : undefined;
}
