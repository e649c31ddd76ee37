import { DEPLOYMENT, monorepo, patch, PROD, replicas, SERVICE } from './cases.ts';
import type { Files } from './cases.ts';

interface DriftCase {
  readonly title: string;
  readonly before: Files;
  readonly edit: Readonly<Record<string, string | undefined>>;
  /** As `expectedDifferences` of prod has it. */
  readonly meant?: string;
  readonly expected: readonly string[];
}

const DEV = 'overlays/dev/web/kustomization.yaml';
const BASE = 'resources: [../../../base]\n';
const MAP = (value: string): string => `configMapGenerator: [{name: c, literals: [k=${value}]}]\n`;

export const DRIFT_CASES: readonly DriftCase[] = [
  {
    title: 'one environment sets a field that was the same',
    before: monorepo(),
    edit: { [DEV]: BASE + patch('replicas: 5') },
    expected: [
      'web Deployment web spec.replicas',
      `  dev 5 ${DEV}:4:85 patches`,
      '  prod 2 base/deployment.yaml:6:13 resources',
    ],
  },
  {
    title: 'an edit of the base that one environment masks is news where both were the same',
    before: monorepo(patch('replicas: 2')),
    edit: { 'base/deployment.yaml': replicas(3) },
    expected: [
      'web Deployment web spec.replicas',
      '  dev 3 base/deployment.yaml:6:13 resources',
      `  prod 2 ${PROD}:4:85 patches`,
    ],
  },
  {
    title: 'what differed before is no news',
    before: monorepo(patch('replicas: 5')),
    edit: { 'base/deployment.yaml': replicas(3) },
    expected: [],
  },
  {
    title: 'what became the same is no news',
    before: monorepo(patch('replicas: 5')),
    edit: { 'base/deployment.yaml': replicas(5) },
    expected: [],
  },
  {
    title: 'what is meant to differ is no news',
    before: monorepo(),
    edit: { [DEV]: BASE + patch('replicas: 5, paused: true') },
    meant: 'spec.replicas',
    expected: ['web Deployment web spec.paused', `  dev true ${DEV}:4:96 patches`, '  prod'],
  },
  {
    title: 'an edit of the base reaches both',
    before: monorepo('namespace: shop\n'),
    edit: { 'base/deployment.yaml': replicas(3) },
    expected: [],
  },
  {
    title: 'items are the same by their name, whatever stands before them',
    before: monorepo(),
    edit: {
      [DEV]: `${BASE}patches:
- target: {kind: Service}
  patch: |-
    - {op: add, path: /spec/ports/0, value: {name: a, port: 1}}
    - {op: replace, path: /spec/ports/1/port, value: 81}
`,
    },
    expected: [
      'web Service web spec.ports[a]',
      `  dev {"name":"a","port":1} ${DEV}:5:45 patches`,
      '  prod',
      'web Service web spec.ports[http].port',
      `  dev 81 ${DEV}:6:54 patches`,
      '  prod 80 base/service.yaml:9:11 resources',
    ],
  },
  {
    title: 'a resource that one environment has no more',
    before: monorepo(),
    edit: {
      [PROD]: `${BASE}patches: [{patch: "{apiVersion: v1, kind: Service, metadata: {name: web}, $patch: delete}"}]\n`,
    },
    expected: [
      'web Service web ',
      '  dev {"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"type":"ClusterIP","ports":[{"name":"http","port":80}]}} base/service.yaml:1:1 resources',
      '  prod',
    ],
  },
  {
    title: 'a resource that one environment did not have is no drift',
    before: monorepo('', { 'overlays/dev/web/s.yaml': SERVICE.replace('name: web', 'name: own') }),
    edit: { [DEV]: 'resources: [../../../base, s.yaml]\n' },
    expected: [],
  },
  {
    title: 'hashes are no difference, what they are made of is',
    before: {
      ...monorepo(MAP('1')),
      'base/deployment.yaml': DEPLOYMENT.replace(
        '        ports:',
        '        envFrom: [{configMapRef: {name: c}}]\n        ports:',
      ),
      [DEV]: BASE + MAP('1'),
    },
    edit: { [DEV]: BASE + MAP('2') },
    expected: [
      'web ConfigMap c-HASH data.k',
      `  dev 2 ${DEV}:2:43 configMapGenerator`,
      `  prod 1 ${PROD}:2:43 configMapGenerator`,
    ],
  },
  {
    title: 'values of Secrets are not told',
    before: {
      ...monorepo(MAP('1').replace('configMap', 'secret')),
      [DEV]: BASE + MAP('1').replace('configMap', 'secret'),
    },
    edit: { [DEV]: BASE + MAP('hidden').replace('configMap', 'secret') },
    expected: [
      'web Secret c-HASH data.k',
      `  dev (masked) ${DEV}:2:40 secretGenerator`,
      `  prod (masked) ${PROD}:2:40 secretGenerator`,
    ],
  },
  {
    title: 'of three environments, two part',
    before: {
      ...monorepo(patch('replicas: 5')),
      'overlays/test/web/kustomization.yaml': BASE,
    },
    edit: { [DEV]: BASE + patch('replicas: 5') },
    expected: [
      'web Deployment web spec.replicas',
      `  dev 5 ${DEV}:4:85 patches`,
      `  prod 5 ${PROD}:4:85 patches`,
      '  test 2 base/deployment.yaml:6:13 resources',
    ],
  },
  {
    title: 'an environment that does not render any more is not compared',
    before: monorepo(),
    edit: { [DEV]: 'resources: [../../../nowhere]\n' },
    expected: [],
  },
];
