import fs from 'node:fs';
import path from 'node:path';

import { defaultEnvironment, discover } from '@fingerpost/discovery';
import { checkModel } from '@fingerpost/policy';
import test from 'ava';
import { memoryFileSystem, readResources } from 'kustomize-ts';

interface Manner {
  readonly shell?: string;
  readonly options?: string;
  readonly image?: string;
  /** Where the script is. */
  readonly role?: 'check' | 'init' | 'main' | 'probe';
}

/** The rules about scripts that find something; `!` for errors. */
function find(
  script: string,
  { shell = 'sh', options = '-c', image = 'a:1', role = 'check' }: Manner,
): string[] {
  const command = [shell, options, script];
  const server = { name: 'a', image: 'b:1' };
  const probe = { ...server, readinessProbe: { exec: { command } } };
  const containers =
    role === 'probe' ? [probe] : role === 'init' ? [server] : [{ name: 'a', image, command }];
  const spec = {
    restartPolicy: role === 'check' ? 'Never' : 'Always',
    containers,
    ...(role === 'init' && { initContainers: [{ name: 'b', image, command }] }),
  };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', namespace: 'backend' },
    spec,
  };
  return findIn(JSON.stringify(pod));
}

function findIn(yaml: string): string[] {
  const { resources } = readResources(['/a.yaml'], memoryFileSystem({ '/a.yaml': yaml }));
  const model = discover(resources, defaultEnvironment);
  const findings = checkModel({ model, complete: false, overlaysOf: () => [] });
  return findings
    .filter(({ rule }) => rule.startsWith('script/') || rule.startsWith('internal/'))
    .map(({ rule, severity }) => `${severity === 'error' ? '!' : ''}${rule.replace('script/', '')}`)
    .toSorted();
}

const CASES: readonly (readonly [script: string, expected: readonly string[], manner?: Manner])[] =
  [
    // What makes a script fail.
    ['curl -fm5 http://a', []],
    ['curl -fm5 http://a; echo done', ['!cannot-fail']],
    ['set -e; curl -fm5 http://a; echo done', []],
    ['curl -fm5 http://a; echo done', [], { options: '-ec' }],
    ['set -o errexit\ncurl -fm5 http://a\necho done', []],
    ['set -eu\ncurl -fm5 http://a || true', ['!cannot-fail']],
    ['set -e\ncurl -fm5 http://a || echo failed', ['!cannot-fail']],
    ['curl -fm5 http://a || exit 1\necho done', []],
    ['curl -fm5 http://a || { echo failed; exit 1; }\necho done', []],
    ['if ! curl -fm5 http://a; then echo failed; fi', ['!cannot-fail']],
    ['if curl -fm5 http://a; then echo yes; else exit 1; fi', []],
    ['if curl -fm5 http://a; then echo yes; else exit 0; fi', ['!cannot-fail']],
    ['ok=0\ncurl -fm5 http://a && ok=1\n[ "$ok" = 1 ]', []],
    ['curl -fm5 http://a\nrc=$?\necho $rc\nexit $rc', []],
    ['fail() { echo "$1"; exit 1; }\ncurl -fm5 http://a || fail no\necho done', []],
    ['check() { curl -fm5 http://a; }\nset -e\ncheck\necho done', []],
    ['check() { curl -fm5 http://a; }\ncheck || true', ['!cannot-fail']],
    ['curl -sfm5 http://a | tee /tmp/x', []],
    ['curl -sfm5 http://a | grep -q ok', []],
    ['until curl -fm5 http://a; do sleep 1; done\necho up', []],
    ['for i in 1 2 3; do curl -fm5 http://a && break; done\necho up', ['!cannot-fail']],
    ['trap "exit 1" EXIT\ncurl -fm5 http://a; echo done', []],
    ['echo hello', []],
    ['curl -m5 -X POST http://a -d x || true', []],
    ['curl -fm5 http://a; echo done', [], { role: 'main' }],
    ['curl -fm5 http://a; echo done', ['!cannot-fail'], { role: 'probe' }],
    ['nc -z a 80; true', ['!cannot-fail'], { role: 'probe' }],
    ['psql -c x; echo done', ['cannot-fail']],
    ['if then', []],
    // The status of an answer.
    ['curl -sm5 http://a', ['!fails-open']],
    ['curl -sm5 http://a >/dev/null 2>&1', ['!fails-open']],
    ['curl -sSLm5 -o /dev/null http://a', ['!fails-open']],
    ['curl -fsSLm5 -o /dev/null http://a', []],
    ['curl --fail-with-body -m5 http://a', []],
    ['curl -m5 -H "f: x" http://a', ['!fails-open']],
    ['test "$(curl -sm5 -o /dev/null -w "%{http_code}" http://a)" = 200', []],
    ['curl -sm5 http://a | grep -q ok', []],
    ['curl -sm5 http://a | cat', ['!fails-open']],
    ['curl -sm5 http://a > /tmp/x && grep -q ok /tmp/x', []],
    ['body=$(curl -sm5 http://a)\n[ "$body" = ok ]', []],
    ['curl -m5 $CURL_OPTS http://a', []],
    ['curl -m5 -X POST http://a', []],
    ['curl -m5 telnet://a:80', []],
    ['curl -sm5 http://a || exit 1', ['!fails-open'], { role: 'probe' }],
    ['until curl -sm5 http://a; do sleep 1; done', ['fails-open'], { role: 'init' }],
    ['curl -sm5 http://a', [], { role: 'main' }],
    // Numbers that are none.
    ['n=$(curl -fsm5 http://a | jq .n)\nif [ "$n" -gt 0 ]; then exit 1; fi', ['!fails-open']],
    ['n=$(curl -fsm5 http://a | jq .n)\n[ $n -gt 0 ] && exit 1\nexit 0', ['!fails-open']],
    ['n=$(curl -fsm5 http://a | jq .n)\nif [ "$n" -ge 3 ]; then echo ok; else exit 1; fi', []],
    ['n=$(curl -fsm5 http://a | jq .n)\n[ "$n" -ge 3 ] || exit 1', []],
    ['n=$(curl -fsm5 http://a | jq .n)\nif [ "${n:-1}" -gt 0 ]; then exit 1; fi', []],
    [
      'n=$(curl -fsm5 http://a | jq .n)\n[ -n "$n" ] || exit 1\nif [ "$n" -gt 0 ]; then exit 1; fi',
      [],
    ],
    ['n=$(curl -fsm5 http://a | wc -l)\nif [ "$n" -lt 3 ]; then exit 1; fi', []],
    ['n=$(curl -fsm5 http://a | grep -c x)\nif [ "$n" -lt 3 ]; then exit 1; fi', []],
    // Limits.
    ['curl -f http://a', ['no-timeout']],
    ['wget -qO- http://a', ['no-timeout']],
    ['wget -q -T 3 -O- http://a', []],
    ['timeout 5 curl -f http://a', []],
    ['nc -z -w 3 a 80', []],
    ['nc -zw3 a 80', []],
    ['nc -z a 80', ['no-timeout']],
    ['curl -f http://a', [], { role: 'probe' }],
    // What only bash has.
    ['for i in {1..3}; do true; done', ['!not-posix']],
    ['for i in {1..3}; do true; done', [], { shell: '/bin/bash' }],
    ['for i in {1..3}; do true; done', [], { image: 'registry.example.com/ubi9/ubi-minimal:1' }],
    ['echo "{1..3}" \'{a,b}\'', []],
    ['a=(1 2)\necho ${a[0]}', ['!not-posix']],
    ['cat <(echo a)', ['!not-posix']],
    ['[[ a == b ]] || true', ['not-posix']],
    ['echo ${a%.svc} ${b:-x} ${#c}', []],
    ['echo ${a//x/y}', ['not-posix']],
    ['echo $((1 + 2))', []],
    // Loops.
    ['for i in 1 2; do curl -fm5 http://a; done', ['no-assertion']],
    ['set -e\nfor i in 1 2; do curl -fm5 http://a; done', []],
    ['for i in 1 2; do curl -fm5 http://a || exit 1; done', []],
    ['for i in 1 2; do curl -fm5 http://a; done | sort | uniq -c | wc -l', []],
    ['n=0\nfor i in 1 2; do curl -fm5 http://a && n=$((n+1)); done\n[ $n -eq 2 ]', []],
    ['for i in 1 2; do curl -fm5 http://a >> /tmp/x; done\ngrep -c x /tmp/x', []],
  ];

test('what rules find in a script', (t) => {
  for (const [script, expected, manner = {}] of CASES) {
    t.deepEqual(find(script, manner), expected, `${JSON.stringify(manner)}\n${script}`);
  }
});

test('the script of this repository passes', (t) => {
  const file = path.join(
    import.meta.dirname,
    '../../../base/traits/discovery-check/script/discovery-check.sh',
  );
  const script = fs.readFileSync(file, 'utf8');
  t.true(script.length > 1000);
  for (const role of ['check', 'init', 'probe'] as const) t.deepEqual(find(script, { role }), []);
});

const MOUNTS: readonly (readonly [
  command: readonly string[],
  items: boolean,
  expected: readonly string[],
])[] = [
  [['sh', '/check/run.sh'], false, ['!cannot-fail', '!not-posix']],
  [['timeout', '60', 'bash', '-eu', '/check/run.sh'], false, []],
  [['bash', '/check/run.sh'], false, ['!cannot-fail']],
  [['/check/run.sh'], false, ['!cannot-fail']],
  [['/bin/sh', '-ec', 'exec sh /check/run.sh'], false, ['!cannot-fail', '!not-posix']],
  [['/bin/sh', '-ec', '. /check/run.sh'], false, ['!not-posix']],
  [['sh', '/check/other.sh'], true, ['!cannot-fail', '!not-posix']],
  [['sh', '/elsewhere/run.sh'], false, []],
];

test('scripts in ConfigMaps are those that are run', (t) => {
  const script = '#!/bin/bash\nfor i in {1..3}; do nslookup a; done\necho done\n';
  for (const [command, items, expected] of MOUNTS) {
    const configMap = { name: 'c', ...(items && { items: [{ key: 'run.sh', path: 'other.sh' }] }) };
    const list = [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'c', namespace: 'backend' },
        data: { 'run.sh': script },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a', namespace: 'backend' },
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'a',
              image: 'a:1',
              command,
              volumeMounts: [{ name: 'v', mountPath: '/check/' }],
            },
          ],
          volumes: [{ name: 'v', configMap }],
        },
      },
    ];
    const yaml = list.map((one) => JSON.stringify(one)).join('\n---\n');
    const found = findIn(yaml).filter((rule) => rule !== 'no-assertion');
    t.deepEqual(found, expected, command.join(' '));
  }
});
