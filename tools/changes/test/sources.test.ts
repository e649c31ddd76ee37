import test from 'ava';
import { build, createBuildCache, memoryFileSystem } from 'kustomize-ts';

import { compareSources } from '../src/index.ts';
import type { SourceChange, TracedBuild } from '../src/index.ts';

type MemoryFile = string | { readonly link: string };
type Files = Readonly<Record<string, MemoryFile>>;

const ROOT = '/r/';

/** Compares two trees whose overlays are the folders below `overlays/<environment>`. */
function compareTrees(before: Files, after: Files): readonly SourceChange[] {
  const sides = { before: side(before), after: side(after) };
  const ids = new Set([...sides.before.builds.keys(), ...sides.after.builds.keys()]);
  return compareSources({
    overlays: [...ids].map((overlay) => ({
      overlay,
      before: sides.before.builds.get(overlay),
      after: sides.after.builds.get(overlay),
    })),
    files: {
      displayPath: (path) => path.slice(ROOT.length),
      readFile: (of, path) => sides[of].fileSystem.readFile(path),
      statusOf(path) {
        const [old, now] = [sides.before, sides.after].map(({ fileSystem }) =>
          fileSystem.readFile(path),
        );
        if (!old) return 'added';
        if (!now) return 'removed';
        return Buffer.compare(old, now) === 0 ? 'same' : 'changed';
      },
    },
  });
}

function side(files: Files) {
  const tree = memoryFileSystem(files, ROOT);
  const fileSystem = { ...tree, displayPath: (path: string) => path.slice(ROOT.length) };
  const cache = createBuildCache();
  const builds = new Map<string, TracedBuild>();
  for (const name of Object.keys(files)) {
    const [, overlay] = /^overlays\/([^/]+\/[^/]+)\/kustomization\.yaml$/.exec(name) ?? [];
    if (overlay === undefined) continue;
    try {
      builds.set(overlay, build(`${ROOT}overlays/${overlay}`, { fileSystem, cache, trace: true }));
    } catch {
      // It does not render on this side.
    }
  }
  return { fileSystem, builds };
}

/** One line for each file, those of masked fields below. */
function show(changes: readonly SourceChange[]): string[] {
  return changes.flatMap(({ file, status, changed, masked, without }) => [
    [
      `${status} ${file}:`,
      changed.length > 0 ? ` changed ${changed.join(', ')}` : '',
      without.length > 0 ? ` without ${without.join(', ')}` : '',
    ].join(''),
    ...masked.flatMap(({ overlay, fields }) =>
      fields.map(({ resource, path, value, place }) => {
        const at = `${place.file}:${place.line}:${place.column} ${place.by}`;
        return `  masked ${overlay}: ${resource} ${path} is ${value} by ${at}`;
      }),
    ),
  ]);
}

const DEPLOYMENT = `apiVersion: apps/v1
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

const SERVICE = `apiVersion: v1
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
function monorepo(prod = '', more: Files = {}): Files {
  return {
    'base/kustomization.yaml': 'resources: [deployment.yaml, service.yaml]\n',
    'base/deployment.yaml': DEPLOYMENT,
    'base/service.yaml': SERVICE,
    'overlays/dev/web/kustomization.yaml': 'resources: [../../../base]\n',
    'overlays/prod/web/kustomization.yaml': `resources: [../../../base]\n${prod}`,
    ...more,
  };
}

interface Case {
  readonly title: string;
  readonly before: Files;
  /** Files that are other ones afterwards; undefined takes one away. */
  readonly edit: Readonly<Record<string, MemoryFile | undefined>>;
  readonly expected: readonly string[];
}

function edited(files: Files, edit: Case['edit']): Files {
  const result: Record<string, MemoryFile> = { ...files };
  for (const [name, content] of Object.entries(edit)) {
    if (content === undefined) delete result[name];
    else result[name] = content;
  }
  return result;
}

const three = DEPLOYMENT.replace('replicas: 2', 'replicas: 3');
const CASES: readonly Case[] = [
  { title: 'x', before: monorepo(), edit: { 'base/deployment.yaml': three }, expected: [] },
];

for (const { title, before, edit, expected } of CASES) {
  test(title, (t) => {
    t.deepEqual(show(compareTrees(before, edited(before, edit))), expected);
  });
}
