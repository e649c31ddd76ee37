import { inDev, remove, set } from './mutation.ts';
import type { Edit, Mutation } from './mutation.ts';

const JOB = 'Job/backend/go-server-discovery-check';
const COMMAND = 'spec.template.spec.containers[discovery-check].command';

function runs(script: string): Edit {
  return set(JOB, COMMAND, ['/bin/sh', '-c', script]);
}

/** Mistakes in the scripts of checks. */
export const script: readonly Mutation[] = [
  inDev(
    'script/cannot-fail',
    'the last command always succeeds',
    runs('timeout 5 nslookup go-server.backend.svc.cluster.local\necho done\n'),
  ),
  inDev(
    'script/cannot-fail',
    'failures are swallowed',
    runs('set -e\ntimeout 5 nslookup go-server.backend.svc.cluster.local || true\n'),
  ),
  inDev(
    'script/fails-open',
    'nobody looks at the status',
    runs('set -e\ncurl -s --max-time 5 http://go-server:9000/readyz\n'),
  ),
  inDev(
    'script/fails-open',
    'an empty number',
    runs(
      'errors=$(wget -q -T 3 -O - http://go-server:9000/api/errors)\nif [ "$errors" -gt 0 ]; then exit 1; fi\n',
    ),
  ),
  inDev('script/no-timeout', 'waits for ever', [
    runs('set -e\nwget -q -O /dev/null http://go-server:9000/readyz\n'),
    remove(JOB, 'spec.activeDeadlineSeconds'),
  ]),
  inDev(
    'script/not-posix',
    'a range of braces',
    runs(
      'set -e\nfor i in {1..10}; do wget -q -T 3 -O /dev/null http://go-server:9000/readyz; done\n',
    ),
  ),
  inDev(
    'script/not-posix',
    'an array',
    runs('set -e\nhosts=(go-server helper-server)\ntimeout 5 nslookup "${hosts[0]}"\n'),
  ),
  inDev(
    'script/no-assertion',
    'a loop that counts nothing',
    runs('for i in 1 2 3; do wget -q -T 3 -O - http://go-server:9000/api/info; done\n'),
  ),
];
