import test from 'ava';
import { build, freezeBuild, memoryFileSystem, readResources, thawBuild } from 'kustomize-ts';

import { compareOverlays } from '../src/index.ts';
import type { FieldChange, OverlayChanges, OverlayPair, Place, Rendering } from '../src/index.ts';

type Files = Readonly<Record<string, string>>;

/** Renders `/repo/o`, traced, as the diff does. */
function traced(files: Files): Rendering {
  const fileSystem = memoryFileSystem(files, '/repo');
  return { status: 'rendered', ...build('/repo/o', { fileSystem, trace: true }) };
}

/** Two states of a repository, of which the second one changes some files; undefined removes one. */
function compareFiles(
  before: Files,
  edit: Readonly<Record<string, string | undefined>>,
): OverlayChanges {
  const entries = Object.entries({ ...before, ...edit }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const after = traced(Object.fromEntries(entries));
  return compareOverlays([{ overlay: 'dev/o', before: traced(before), after }]);
}

function show(place: Place | undefined): string {
  if (!place) return '-';
  return `${place.file.replace('/repo/', '')}:${place.line} ${place.by}`;
}

/** The two states as the cache gives them. */
function thaw(before: Files, edit: Files): OverlayPair[] {
  const [old, now] = [before, { ...before, ...edit }].map((files): Rendering => {
    const fresh = build('/repo/o', { fileSystem: memoryFileSystem(files, '/repo'), trace: true });
    const same = (name: string): string => name;
    const text = freezeBuild(fresh, { ofShown: same, ofAbsolute: same });
    return { status: 'rendered', ...thawBuild(text, { toShown: same, toAbsolute: same }) };
  });
  return [{ overlay: 'dev/o', before: old, after: now }];
}

/** `path: old place | new place` of every field that changed. */
function placesOf(changes: OverlayChanges): string[] {
  return fieldsOf(changes).map(
    ({ path, beforePlace, afterPlace }) => `${path}: ${show(beforePlace)} | ${show(afterPlace)}`,
  );
}

function fieldsOf({ overlays }: OverlayChanges): readonly FieldChange[] {
  return overlays.flatMap(({ resources }) => resources.flatMap(({ fields }) => fields));
}

const REPOSITORY: Files = {
  'b/kustomization.yaml': 'resources:\n- d.yaml\n',
  'b/d.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: go-server
spec:
  replicas: 1
  selector:
    matchLabels:
      app: go-server
  template:
    metadata:
      labels:
        app: go-server
    spec:
      containers:
      - name: app
        image: example.com/app:0
      - name: proxy
        image: example.com/proxy:1
`,
  'o/kustomization.yaml': `resources:
- ../b
images:
- name: example.com/app
  newTag: "1"
patches:
- path: p.yaml
`,
  'o/p.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: go-server
spec:
  minReadySeconds: 5
`,
};

/** Each edit, and the places that it has to be told with. */
const EDITS: readonly {
  title: string;
  edit: Readonly<Record<string, (text: string) => string>>;
  places: readonly string[];
}[] = [
  {
    title: 'a value of a base',
    edit: {
      'b/d.yaml': (text) => `# one more line\n${text.replace('replicas: 1', 'replicas: 2')}`,
    },
    places: ['spec.replicas: b/d.yaml:6 resources | b/d.yaml:7 resources'],
  },
  {
    title: 'a value that a transformer sets: what was asked for',
    edit: { 'o/kustomization.yaml': (text) => text.replace('"1"', '"2"') },
    places: [
      'spec.template.spec.containers[app].image: o/kustomization.yaml:4 images | o/kustomization.yaml:4 images',
    ],
  },
  {
    title: 'a value that a patch overrules from now on',
    edit: { 'o/p.yaml': (text) => `${text}  replicas: 3\n` },
    places: ['spec.replicas: b/d.yaml:6 resources | o/p.yaml:7 patches'],
  },
  {
    title: 'a value that a patch takes away: where the patch is asked for',
    edit: { 'o/p.yaml': (text) => `${text}  replicas: null\n` },
    places: ['spec.replicas: b/d.yaml:6 resources | o/kustomization.yaml:7 patches'],
  },
  {
    title: 'a value that is taken out of its file',
    edit: { 'b/d.yaml': (text) => text.replace('  replicas: 1\n', '') },
    places: ['spec.replicas: b/d.yaml:6 resources | -'],
  },
  {
    title: 'a subtree that is new: the line of its key',
    edit: { 'o/p.yaml': (text) => `${text}  strategy:\n    type: Recreate\n` },
    places: ['spec.strategy: - | o/p.yaml:7 patches'],
  },
  {
    title: 'an item that a patch takes away, and one that moves up for it',
    edit: {
      'o/p.yaml': (text) =>
        `${text}  template:\n    spec:\n      containers:\n      - {name: app, $patch: delete}\n      - {name: proxy, image: other}\n`,
    },
    places: [
      'spec.template.spec.containers[app]: b/d.yaml:16 resources | o/kustomization.yaml:7 patches',
      'spec.template.spec.containers[proxy].image: b/d.yaml:19 resources | o/p.yaml:11 patches',
    ],
  },
];

for (const { title, edit, places } of EDITS) {
  test(`places: ${title}`, (t) => {
    const edited = Object.entries(edit).map(
      ([file, change]) => [file, change(REPOSITORY[file] ?? '')] as const,
    );
    t.deepEqual(placesOf(compareFiles(REPOSITORY, Object.fromEntries(edited))), places);
  });
}

test('places: what a patch took away and does not any more is there again', (t) => {
  const before = { ...REPOSITORY, 'o/p.yaml': `${REPOSITORY['o/p.yaml']}  replicas: null\n` };
  t.deepEqual(placesOf(compareFiles(before, { 'o/p.yaml': REPOSITORY['o/p.yaml'] })), [
    'spec.replicas: o/kustomization.yaml:7 patches | b/d.yaml:6 resources',
  ]);
});

test('places: objects where they were made, on the side that has them', (t) => {
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n';
  const base = REPOSITORY['b/kustomization.yaml'] ?? '';
  const more = {
    'b/s.yaml': `# a comment\n${service}`,
    'b/kustomization.yaml': `${base}- s.yaml\nconfigMapGenerator:\n- {name: generated, literals: [a=b]}\n`,
  };
  const both = { ...REPOSITORY, ...more };
  const placed = ({ overlays }: OverlayChanges): string[] =>
    overlays.flatMap(({ resources }) =>
      resources.map(({ status, kind, place }) => `${status} ${kind} ${show(place)}`),
    );
  t.deepEqual(placed(compareFiles(REPOSITORY, more)), [
    'added Service b/s.yaml:2 resources',
    'added ConfigMap b/kustomization.yaml:5 configMapGenerator',
  ]);
  t.deepEqual(placed(compareFiles(both, { 'b/kustomization.yaml': base })), [
    'removed Service b/s.yaml:2 resources',
    'removed ConfigMap b/kustomization.yaml:5 configMapGenerator',
  ]);
});

test('places: an object that a patch takes away is gone where the patch is asked for', (t) => {
  const changes = compareFiles(REPOSITORY, {
    'o/p.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: go-server}\n$patch: delete\n',
  });
  const [gone] = changes.overlays[0]?.resources ?? [];
  t.deepEqual(
    [gone?.status, show(gone?.place), show(gone?.removedAt)],
    ['removed', 'b/d.yaml:1 resources', 'o/kustomization.yaml:7 patches'],
  );
});

test('places: a difference within a text is on its line of the file', (t) => {
  const files: Files = {
    'o/kustomization.yaml':
      'resources: [m.yaml]\nconfigMapGenerator:\n- {name: dns, files: [Corefile], options: {disableNameSuffixHash: true}}\n',
    'o/Corefile': '.:53 {\n  errors\n  cache 30\n  forward . 192.0.2.1\n}\n',
    'o/m.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: texts}\ndata:\n  block: |\n    one\n    two\n    three\n  quoted: "one\\ntwo\\n"\n',
  };
  const edit = {
    'o/Corefile': files['o/Corefile']?.replace('cache 30', 'cache 60') ?? '',
    'o/m.yaml': `# moved down\n${files['o/m.yaml']?.replaceAll('two', '2')}`,
  };
  const changes = compareFiles(files, edit);
  t.deepEqual(changes, compareOverlays(thaw(files, edit)), 'the same of builds that were kept');
  const hunks = fieldsOf(changes).map(({ path, hunks: [hunk] = [] }) => {
    const skipped = hunk?.lines.findIndex(({ kind }) => kind !== 'same') ?? 0;
    const lineOf = (place: Place | undefined): string =>
      place ? `${place.file.replace('/repo/', '')}:${(place.line ?? 0) + skipped}` : '-';
    return `${path} ${lineOf(hunk?.beforePlace)} ${lineOf(hunk?.afterPlace)}`;
  });
  t.deepEqual(hunks, [
    'data.Corefile o/Corefile:3 o/Corefile:3',
    'data.block o/m.yaml:7 o/m.yaml:8',
    'data.quoted - -',
  ]);
});

test('places: plain YAML has them without being traced', (t) => {
  const read = (replicas: number): Rendering => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  replicas: ${replicas}\n  script: |\n    one\n    ${replicas}\n`;
    const fileSystem = memoryFileSystem({ '/f.yaml': text });
    return { status: 'rendered', yaml: text, ...readResources(['/f.yaml'], fileSystem) };
  };
  const changes = compareOverlays([{ overlay: 'f.yaml', before: read(1), after: read(2) }]);
  t.deepEqual(placesOf(changes), [
    'spec.replicas: /f.yaml:5 undefined | /f.yaml:5 undefined',
    'spec.script: /f.yaml:6 undefined | /f.yaml:6 undefined',
  ]);
  t.is(fieldsOf(changes)[1]?.hunks?.[0]?.beforePlace?.line, 7);
});
