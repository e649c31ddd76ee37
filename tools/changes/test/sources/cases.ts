/** A text, or a symbolic link. */
type File = string | { readonly link: string };
export type Files = Readonly<Record<string, File>>;

/** An edit of a small monorepo, and what is told of each touched file. */
interface Case {
  readonly title: string;
  readonly before: Files;
  /** Files that are other ones afterwards; undefined takes one away. */
  readonly edit: Readonly<Record<string, File | undefined>>;
  readonly expected: readonly string[];
}

export const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  template:
    spec:
      containers:
      - name: web
        image: web:1
        ports:
        - name: http
          containerPort: 80
`;

export const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: ClusterIP
  ports:
  - name: http
    port: 80
`;

/** A base that dev takes as it is; prod adds something to it. */
export function monorepo(prod = '', more: Files = {}): Files {
  return {
    'base/kustomization.yaml': 'resources: [deployment.yaml, service.yaml]\n',
    'base/deployment.yaml': DEPLOYMENT,
    'base/service.yaml': SERVICE,
    'overlays/dev/web/kustomization.yaml': 'resources: [../../../base]\n',
    'overlays/prod/web/kustomization.yaml': `resources: [../../../base]\n${prod}`,
    ...more,
  };
}

export function replicas(count: number): string {
  return DEPLOYMENT.replace('replicas: 2', `replicas: ${count}`);
}

/** A strategic merge patch of the Deployment. */
export function patch(spec: string): string {
  return `patches:\n- patch: |-\n    {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {${spec}}}\n`;
}

function jsonPatch(operation: string): string {
  return `patches:\n- target: {kind: Deployment}\n  patch: |-\n    ${operation}\n`;
}

export const PROD = 'overlays/prod/web/kustomization.yaml';
const COMPONENT = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
const BOTH = 'changed base/deployment.yaml: changed dev/web, prod/web';
const DEV_ONLY = 'changed base/deployment.yaml: changed dev/web';
const BY_PATCH = `  masked prod/web: Deployment web spec.replicas is 5 by ${PROD}:4:85 patches`;

/** An edit of one field of the base that prod sets in its own way. */
const MASKS: readonly (readonly [title: string, prod: string, edit: string, line: string])[] = [
  [
    'a strategic merge patch',
    patch('replicas: 5'),
    replicas(3),
    `spec.replicas is 5 by ${PROD}:4:85 patches`,
  ],
  [
    'a JSON patch',
    jsonPatch('- {op: replace, path: /spec/replicas, value: 5}'),
    replicas(3),
    `spec.replicas is 5 by ${PROD}:5:50 patches`,
  ],
  [
    'replicas',
    'replicas: [{name: web, count: 5}]\n',
    replicas(3),
    `spec.replicas is 5 by ${PROD}:2:31 replicas`,
  ],
  [
    'images',
    'images: [{name: web, newTag: v5}]\n',
    DEPLOYMENT.replace('web:1', 'web:2'),
    `spec.template.spec.containers[web].image is web:v5 by ${PROD}:2:10 images`,
  ],
  [
    'replacements',
    'replacements: [{source: {kind: Service, fieldPath: "spec.ports.0.port"}, targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas]}]}]\n',
    replicas(3),
    `spec.replicas is 80 by ${PROD}:2:16 replacements`,
  ],
  [
    'what takes the field away',
    patch('replicas: null'),
    replicas(3),
    `spec.replicas is (removed) by ${PROD}:3:3 patches`,
  ],
  [
    'replicas that the base says now, too',
    'replicas: [{name: web, count: 5}]\n',
    replicas(5),
    `spec.replicas is 5 by ${PROD}:2:31 replicas`,
  ],
];

export const CASES: readonly Case[] = [
  ...MASKS.map(([title, prod, deployment, line]) => ({
    title: `masked by ${title}`,
    before: monorepo(prod),
    edit: { 'base/deployment.yaml': deployment },
    expected: [DEV_ONLY, `  masked prod/web: Deployment web ${line}`],
  })),
  {
    title: 'an edit of a base that nothing masks',
    before: monorepo(),
    edit: { 'base/deployment.yaml': replicas(3) },
    expected: [BOTH],
  },
  {
    title: 'one edited field is masked, another one is not',
    before: monorepo(patch('replicas: 5')),
    edit: { 'base/deployment.yaml': replicas(3).replace('web:1', 'web:2') },
    expected: [BOTH, BY_PATCH],
  },
  {
    title: 'masked in an item that moved in its list',
    before: monorepo(patch('template: {spec: {containers: [{name: web, image: own}]}}')),
    edit: {
      'base/deployment.yaml': DEPLOYMENT.replace('web:1', 'web:2').replace(
        '      - name: web\n',
        '      - name: first\n      - name: web\n',
      ),
    },
    expected: [
      BOTH,
      `  masked prod/web: Deployment web spec.template.spec.containers[web].image is own by ${PROD}:4:125 patches`,
    ],
  },
  {
    title: 'comments, the order of keys and another spelling have no effect',
    before: monorepo(),
    edit: {
      'base/deployment.yaml': `# new\n${DEPLOYMENT.replace('replicas: 2', 'replicas:   2 # two')}`,
      'base/service.yaml': SERVICE.replace(
        'apiVersion: v1\nkind: Service',
        'kind: "Service"\napiVersion: v1',
      ),
      [PROD]: 'resources: # one\n- ../../../base\n',
    },
    expected: [
      'changed base/deployment.yaml: without dev/web, prod/web',
      'changed base/service.yaml: without dev/web, prod/web',
      `changed ${PROD}: without prod/web`,
    ],
  },
  {
    title: 'another name in one file, comments in others',
    before: monorepo('namePrefix: p-\nlabels: [{pairs: {a: b}}]\n'),
    edit: {
      'base/deployment.yaml': DEPLOYMENT.replaceAll('name: web', 'name: web2'),
      'base/service.yaml': `# new\n${SERVICE}`,
      [PROD]: '# new\nresources: [../../../base]\nnamePrefix: p-\nlabels: [{pairs: {a: b}}]\n',
    },
    expected: [
      BOTH,
      'changed base/service.yaml: without dev/web, prod/web',
      `changed ${PROD}: without prod/web`,
    ],
  },
  {
    title: 'a file gets another name',
    before: monorepo(patch('replicas: 5')),
    edit: {
      'base/deployment.yaml': undefined,
      'base/workload.yaml': DEPLOYMENT,
      'base/kustomization.yaml': 'resources: [workload.yaml, service.yaml]\n',
    },
    expected: [
      'removed base/deployment.yaml: without dev/web, prod/web',
      'changed base/kustomization.yaml: without dev/web, prod/web',
      'added base/workload.yaml: without dev/web, prod/web',
    ],
  },
  {
    title: 'a file gets another name and another value, which prod masks',
    before: monorepo(patch('replicas: 5')),
    edit: {
      'base/deployment.yaml': undefined,
      'base/workload.yaml': replicas(3),
      'base/kustomization.yaml': 'resources: [workload.yaml, service.yaml]\n',
    },
    expected: [
      'removed base/deployment.yaml: changed dev/web',
      BY_PATCH,
      'changed base/kustomization.yaml: changed dev/web without prod/web',
      'added base/workload.yaml: changed dev/web',
      BY_PATCH,
    ],
  },
  {
    title: 'a file is gone, and with it its resource',
    before: monorepo(),
    edit: {
      'base/service.yaml': undefined,
      'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
      'base/deployment.yaml': `# comment\n${DEPLOYMENT}`,
    },
    expected: [
      'changed base/deployment.yaml: without dev/web, prod/web',
      'changed base/kustomization.yaml: changed dev/web, prod/web',
      'removed base/service.yaml: changed dev/web, prod/web',
    ],
  },
  {
    title: 'a resource is left out of the list, its file stays',
    before: monorepo(),
    edit: {
      'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
      'base/service.yaml': `# comment\n${SERVICE}`,
      [PROD]: '# comment\nresources: [../../../base]\n',
    },
    expected: [
      'changed base/kustomization.yaml: changed dev/web, prod/web',
      'changed base/service.yaml: without dev/web, prod/web',
      `changed ${PROD}: without prod/web`,
    ],
  },
  {
    title: 'a new file with a new resource',
    before: monorepo('namespace: shop\n'),
    edit: {
      'base/account.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n',
      'base/kustomization.yaml': 'resources: [deployment.yaml, service.yaml, account.yaml]\n',
      [PROD]: '# comment\nresources: [../../../base]\nnamespace: shop\n',
    },
    expected: [
      'added base/account.yaml: changed dev/web, prod/web',
      'changed base/kustomization.yaml: changed dev/web, prod/web',
      `changed ${PROD}: without prod/web`,
    ],
  },
  {
    title: 'a new overlay, one that is gone, and one that does not render any more',
    before: monorepo('', { 'overlays/old/web/kustomization.yaml': 'resources: [../../../base]\n' }),
    edit: {
      'overlays/old/web/kustomization.yaml': undefined,
      'overlays/new/web/kustomization.yaml': 'resources: [../../../base]\n',
      [PROD]: 'resources: [../../../nowhere]\n',
    },
    expected: [
      'added overlays/new/web/kustomization.yaml: changed new/web',
      'removed overlays/old/web/kustomization.yaml: changed old/web',
      `changed ${PROD}: changed prod/web`,
    ],
  },
  {
    title: 'a base behind a symbolic link',
    before: {
      ...monorepo(patch('replicas: 5')),
      link: { link: 'base' },
      'overlays/dev/web/kustomization.yaml': 'resources: [../../../link]\n',
    },
    edit: { 'base/deployment.yaml': replicas(3) },
    expected: [DEV_ONLY, BY_PATCH],
  },
  {
    title: 'a symbolic link leads elsewhere',
    before: {
      ...monorepo(),
      'other/kustomization.yaml': 'resources: [deployment.yaml]\n',
      'other/deployment.yaml': replicas(3),
      link: { link: 'base' },
      'overlays/dev/web/kustomization.yaml': 'resources: [../../../link]\n',
    },
    edit: { link: { link: 'other' } },
    expected: [
      'removed base/deployment.yaml: changed dev/web',
      'removed base/kustomization.yaml: changed dev/web',
      'removed base/service.yaml: changed dev/web',
      'added other/deployment.yaml: changed dev/web',
      'added other/kustomization.yaml: changed dev/web',
    ],
  },
  {
    title: 'files of a generator, one of them masked where it is merged',
    before: monorepo('configMapGenerator: [{name: c, behavior: merge, files: [one.conf]}]\n', {
      'base/kustomization.yaml':
        'resources: [deployment.yaml, service.yaml]\nconfigMapGenerator: [{name: c, files: [one.conf, two.conf], envs: [all.env]}]\n',
      'base/one.conf': 'one',
      'base/two.conf': 'two',
      'base/all.env': 'A=1\nB=2\n',
      'overlays/prod/web/one.conf': 'own',
    }),
    edit: {
      'base/one.conf': 'ONE',
      'base/all.env': 'A=1\nB=3\n',
      'base/two.conf': 'TWO',
    },
    expected: [
      'changed base/all.env: changed dev/web, prod/web',
      'changed base/one.conf: changed dev/web',
      `  masked prod/web: ConfigMap c-HASH data[one.conf] is own by ${PROD}:2:57 configMapGenerator`,
      'changed base/two.conf: changed dev/web, prod/web',
    ],
  },
  {
    title: 'a literal of a generator, beside a file that has another comment',
    before: monorepo('', {
      'base/kustomization.yaml':
        'resources: [deployment.yaml, service.yaml]\nconfigMapGenerator: [{name: c, literals: [a=1], envs: [all.env]}]\n',
      'base/all.env': 'A=1\n',
    }),
    edit: {
      'base/kustomization.yaml':
        'resources: [deployment.yaml, service.yaml]\nconfigMapGenerator: [{name: c, literals: [a=2], envs: [all.env]}]\n',
      'base/all.env': 'A=1\n# new\n',
    },
    expected: [
      'changed base/all.env: without dev/web, prod/web',
      'changed base/kustomization.yaml: changed dev/web, prod/web',
    ],
  },
  {
    title: 'values of Secrets are not told',
    before: monorepo('secretGenerator: [{name: s, behavior: merge, literals: [k=own]}]\n', {
      'base/kustomization.yaml':
        'resources: [deployment.yaml, service.yaml]\nsecretGenerator: [{name: s, files: [k]}]\n',
      'base/k': 'hidden',
    }),
    edit: { 'base/k': 'HIDDEN' },
    expected: [
      'changed base/k: changed dev/web',
      `  masked prod/web: Secret s-HASH data.k is (masked) by ${PROD}:2:57 secretGenerator`,
    ],
  },
  {
    title: 'what an overlay said moves into the base',
    before: monorepo(patch('replicas: 5')),
    edit: { 'base/deployment.yaml': replicas(5), [PROD]: 'resources: [../../../base]\n' },
    expected: [`${DEV_ONLY} without prod/web`, `changed ${PROD}: without prod/web`],
  },
  {
    title: 'a component between base and overlay',
    before: monorepo(`components: [../../../trait]\n${patch('replicas: 5')}`, {
      'trait/kustomization.yaml': `${COMPONENT}patches: [{path: p.yaml}]\n`,
      'trait/p.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3, paused: true}\n',
      'overlays/dev/web/kustomization.yaml':
        'resources: [../../../base]\ncomponents: [../../../trait]\n',
    }),
    edit: {
      'trait/p.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 4, paused: true}\n',
      'base/deployment.yaml': replicas(1),
    },
    expected: [
      'changed base/deployment.yaml:',
      '  masked dev/web: Deployment web spec.replicas is 4 by trait/p.yaml:4:18 patches',
      `  masked prod/web: Deployment web spec.replicas is 5 by ${PROD}:5:85 patches`,
      'changed trait/p.yaml: changed dev/web',
      `  masked prod/web: Deployment web spec.replicas is 5 by ${PROD}:5:85 patches`,
    ],
  },
  {
    title: 'an overlay takes a component',
    before: monorepo('', {
      'trait/kustomization.yaml': `${COMPONENT}labels: [{pairs: {a: b}}]\npatches: [{path: p.yaml}]\n`,
      'trait/p.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n',
    }),
    edit: {
      [PROD]: 'resources: [../../../base]\ncomponents: [../../../trait]\n',
      'base/service.yaml': `# comment\n${SERVICE}`,
    },
    expected: [
      'changed base/service.yaml: without dev/web, prod/web',
      `changed ${PROD}: changed prod/web`,
    ],
  },
  {
    title: 'another prefix changes every name, and what refers to them',
    before: monorepo('namePrefix: a-\n', {
      'base/service.yaml': `${SERVICE}---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {serviceAccountName: web}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
`,
    }),
    edit: {
      [PROD]: 'resources: [../../../base]\nnamePrefix: b-\n',
      'base/deployment.yaml': `# comment\n${DEPLOYMENT}`,
    },
    expected: [
      'changed base/deployment.yaml: without dev/web, prod/web',
      `changed ${PROD}: changed prod/web`,
    ],
  },
  {
    title: 'labels of a kustomization',
    before: monorepo('labels: [{pairs: {a: b}}]\n'),
    edit: { [PROD]: 'resources: [../../../base]\nlabels: [{pairs: {a: c}}]\n' },
    expected: [`changed ${PROD}: changed prod/web`],
  },
  {
    title: 'two files set one field: the later one is behind it, and masks the other',
    before: monorepo(patch('replicas: 4')),
    edit: {
      'base/deployment.yaml': replicas(3),
      [PROD]: `resources: [../../../base]\n${patch('replicas: 5')}`,
    },
    expected: [DEV_ONLY, BY_PATCH, `changed ${PROD}: changed prod/web`],
  },
  {
    title: 'an overlay sets a field no more, which the base changes too: both are behind it',
    before: monorepo(patch('replicas: 5')),
    edit: { 'base/deployment.yaml': replicas(3), [PROD]: 'resources: [../../../base]\n' },
    expected: [BOTH, `changed ${PROD}: changed prod/web`],
  },
  {
    title: 'a patch file that takes a field away',
    before: monorepo('patches: [{path: p.yaml, target: {kind: Deployment}}]\n', {
      'overlays/prod/web/p.yaml': '- {op: replace, path: /metadata/name, value: web}\n',
    }),
    edit: {
      'overlays/prod/web/p.yaml': '- {op: remove, path: /spec/replicas}\n',
      'base/service.yaml': `# comment\n${SERVICE}`,
    },
    expected: [
      'changed base/service.yaml: without dev/web, prod/web',
      'changed overlays/prod/web/p.yaml: changed prod/web',
    ],
  },
  {
    title: 'a patch file that takes a resource away',
    before: monorepo('patches: [{path: p.yaml}]\n', {
      'overlays/prod/web/p.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
    }),
    edit: {
      'overlays/prod/web/p.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n$patch: delete\n',
      'base/service.yaml': `# comment\n${SERVICE}`,
    },
    expected: [
      'changed base/service.yaml: without dev/web, prod/web',
      'changed overlays/prod/web/p.yaml: changed prod/web',
    ],
  },
  {
    title: 'a value that a replacement copies, masked where it was written',
    before: monorepo(patch('replicas: 5'), {
      'base/kustomization.yaml': `resources: [deployment.yaml, service.yaml]
replacements:
- source: {kind: Deployment, fieldPath: spec.replicas}
  targets: [{select: {kind: Service}, fieldPaths: [spec.ports.0.port]}]
`,
    }),
    edit: { 'base/deployment.yaml': replicas(3), 'base/service.yaml': `# comment\n${SERVICE}` },
    expected: [BOTH, BY_PATCH, 'changed base/service.yaml: without dev/web, prod/web'],
  },
  {
    title: 'items in another order',
    before: monorepo('', { 'base/service.yaml': `${SERVICE}  - name: b\n    port: 81\n` }),
    edit: {
      'base/service.yaml': SERVICE.replace('  ports:\n', '  ports:\n  - name: b\n    port: 81\n'),
      'base/deployment.yaml': `# comment\n${DEPLOYMENT}`,
    },
    expected: [
      'changed base/deployment.yaml: without dev/web, prod/web',
      'changed base/service.yaml: changed dev/web, prod/web',
    ],
  },
  {
    title: 'another type of the same text',
    before: monorepo(),
    edit: {
      'base/service.yaml': SERVICE.replace('port: 80', 'port: "80"'),
      'base/deployment.yaml': `# comment\n${DEPLOYMENT}`,
    },
    expected: [
      'changed base/deployment.yaml: without dev/web, prod/web',
      'changed base/service.yaml: changed dev/web, prod/web',
    ],
  },
];

export function edited(files: Files, edit: Case['edit']): Files {
  const result: Record<string, File> = { ...files };
  for (const [name, content] of Object.entries(edit)) {
    if (content === undefined) delete result[name];
    else result[name] = content;
  }
  return result;
}
