import fs from 'node:fs';
import path from 'node:path';

import type { Choices } from './random-choices.ts';
import { addBase, addOverlay, randomHost, randomValue, SPACES } from './random-monorepo.ts';
import type { RandomFile } from './random-monorepo.ts';

/** A working tree and its git. */
export interface WorkingTree {
  readonly root: string;
  git(...args: string[]): string;
}

/** What somebody who works in a monorepo does next; says what was done. */
export function takeStep(tree: WorkingTree, choices: Choices): string {
  const step = choices.chance(0.6) ? editValue : choices.pick(STEPS);
  try {
    return step(tree, choices);
  } catch (error) {
    // A folder stands where the file was to be, or there is nothing left to edit.
    return `${step.name} came to nothing: ${String(error)}`;
  }
}

/** An edit of one value of the kind that is edited all day, in a tree that was committed or not. */
export function takeSmallStep(tree: WorkingTree, choices: Choices): string {
  if (choices.chance(0.5)) commitAll(tree.git);
  return editOneOf(VALUES, tree, choices);
}

type Step = (tree: WorkingTree, choices: Choices) => string;

/** Texts of manifests, and what they may become. */
const VALUES: readonly (readonly [RegExp, (choices: Choices) => string])[] = [
  [/(?<=replicas: |count: )\d+/g, (choices) => choices.pick(['1', '2', '3', '0'])],
  [/(?<=image: registry\S+:)\w+/g, (choices) => choices.pick(['1', '2', 'latest'])],
  [/(?<=newTag: ")\w+/g, (choices) => choices.pick(['1', '2', '3'])],
  [/(?<=PEER_HOST\n +value: ).*/g, randomHost],
  [/(?<=TEXT\n +value: ).*/g, randomValue],
  [/(?<=- LEVEL=|- PEER=|URL: ).*/g, randomValue],
  [/(?<=memory: ).*/g, (choices) => choices.pick(['100Mi', '200Mi', 'much'])],
  [/(?<=path: )\/(?:ready|live)/g, (choices) => choices.pick(['/ready', '/live'])],
  [/(?<=minAvailable: )\d/g, (choices) => choices.pick(['0', '1', '3'])],
  [/(?<=note: ")\w+/g, (choices) => choices.pick(['1', '2'])],
  [/(?<=team: )\w+/g, (choices) => choices.pick(SPACES)],
  [/(?<=path: \/metadata\/)\w+/g, (choices) => choices.pick(['annotations', 'labels'])],
];

const RARE_VALUES: typeof VALUES = [
  [/(?<= port: )\d+/g, (choices) => choices.pick(['80', '8080', '81'])],
  [/(?<=targetPort: ).*/g, (choices) => choices.pick(['http', 'web', '8080'])],
  [/(?<=containerPort: ).*/g, (choices) => choices.pick(['8080', '8081'])],
  [/(?<=app: |tier: ).*/g, (choices) => choices.pick(['api', 'web', 'a', 'b'])],
  [/(?<=name: )(?:api|web|cart|queue)$/gm, (choices) => choices.pick(['api', 'web', 'other'])],
  [/(?<=^namespace: ).*/gm, (choices) => choices.pick([...SPACES, 'kube-system'])],
  [
    /(?<=(?:namespaceS|podS)elector: ).*/g,
    (choices) => choices.pick(['{}', '{matchLabels: {app: api}}', '{any: true}']),
  ],
  [
    /(?<=externalName: ).*/g,
    (choices) => choices.pick(['db.corp.internal', 'web.edge.svc.cluster.local']),
  ],
  [/(?<=- )[ab](?=\.example\.com)/g, (choices) => choices.pick(['a', 'b'])],
  [
    /(?<=kind: )(?:Deployment|StatefulSet)/g,
    (choices) => choices.pick(['Deployment', 'StatefulSet']),
  ],
  [/(?<=clusterIP: ).*/g, (choices) => choices.pick(['None', '10.96.0.20'])],
  [
    /(?<=policyTypes: ).*/g,
    (choices) => choices.pick(['[Ingress]', '[Egress]', '[Ingress, Egress]']),
  ],
  [
    /(?<=expression: ).*/g,
    (choices) => choices.pick(['object.spec.replicas < 2', 'object.spec.replicas <']),
  ],
  [/(?<=class: ).*/g, (choices) => choices.pick(['development', 'production', 'none'])],
  [/(?<=clusterDomain: ).*/g, (choices) => choices.pick(['cluster.local', 'other.local'])],
  [/(?<=release: ).*/g, (choices) => choices.pick(['prometheus', 'other'])],
  [/(?<=PASSWORD=).*/g, (choices) => `s3cret-${choices.below(10)}`],
  [/(?<=- given\/).*/g, (choices) => choices.pick(['*.yaml', 'gone.yaml'])],
  [/(?<=\/base\/).*/g, (choices) => choices.pick(['api', 'web', 'current', 'cart'])],
  [/(?<=\/trait\/).*/g, (choices) => choices.pick(['debug', 'metrics', 'gone'])],
  [/(?<=- )(?:port: )?metrics/g, (choices) => choices.pick(['port: metrics', 'port: http'])],
];

const editValue: Step = (tree, choices) =>
  editOneOf(choices.chance(0.75) ? VALUES : RARE_VALUES, tree, choices);

function editOneOf(values: typeof VALUES, tree: WorkingTree, choices: Choices): string {
  for (let tries = 0; tries < 30; tries++) {
    const name = choices.pickAny(textsIn(tree)) ?? '';
    const [pattern, make] = choices.pickAny(values) ?? [/^/g, () => ''];
    const text = read(tree, name);
    const found = choices.pickAny([...text.matchAll(pattern)]);
    if (!found) continue;
    const value = make(choices);
    if (value === found[0]) continue;
    write(
      tree,
      name,
      text.slice(0, found.index) + value + text.slice(found.index + found[0].length),
    );
    return `${name}: ${found[0]} -> ${value}`;
  }
  return 'nothing';
}

const STEPS: readonly [Step, ...Step[]] = [
  function comment(tree, choices) {
    const name = choices.pickAny(textsIn(tree)) ?? '';
    const text = read(tree, name);
    const edited = choices.pick([
      `# note\n${text}`,
      `${text}\n`,
      `${text}# end\n`,
      text.replaceAll('\n', '\r\n'),
      text.replace(/: (\d+)$/m, ': "$1"'),
    ]);
    write(tree, name, edited);
    return `comment in ${name}`;
  },
  function swapLines(tree, choices) {
    const name =
      choices.pickAny(textsIn(tree).filter((file) => file.endsWith('kustomization.yaml'))) ?? '';
    const text = read(tree, name);
    const edited = text.replace(/^(- .*\n)(- .*\n)/m, '$2$1');
    if (edited !== text) write(tree, name, edited);
    return `swap lines of ${name}`;
  },
  function dropLine(tree, choices) {
    const name = choices.pickAny(textsIn(tree)) ?? '';
    const lines = read(tree, name).split('\n');
    const [line = ''] = lines.splice(choices.below(lines.length), 1);
    write(tree, name, lines.join('\n'));
    return `drop ${line} of ${name}`;
  },
  function addLine(tree, choices) {
    const name =
      choices.pickAny(textsIn(tree).filter((file) => file.endsWith('kustomization.yaml'))) ?? '';
    const line = choices.pick([
      'namePrefix: x-',
      'bad: field',
      'commonAnnotations: {a: b}',
      'images: [{name: registry.example.com/web, newTag: "9"}]',
      'buildMetadata: [originAnnotations]',
      'components: [../../../trait/debug]',
      'replicas: [{name: web, count: 5}]',
    ]);
    write(tree, name, `${read(tree, name)}${line}\n`);
    return `add ${line} to ${name}`;
  },
  function removeFile(tree, choices) {
    const name = choices.pickAny(filesIn(tree)) ?? '';
    fs.rmSync(path.join(tree.root, name));
    return `remove ${name}`;
  },
  function removeFolder(tree, choices) {
    const name = choices.pickAny(foldersIn(tree)) ?? '';
    if (name !== '') fs.rmSync(path.join(tree.root, name), { recursive: true });
    return `remove ${name}`;
  },
  function renameFolder(tree, choices) {
    const name = choices.pickAny(foldersIn(tree)) ?? '';
    const parent = path.posix.dirname(
      choices.chance(0.8) ? name : (choices.pickAny(foldersIn(tree)) ?? ''),
    );
    return rename(tree, name, `${parent}/${choices.pick(['other', 'api', 'web', 'new'])}`);
  },
  function renameFile(tree, choices) {
    const name = choices.pickAny(textsIn(tree)) ?? '';
    return rename(
      tree,
      name,
      path.posix.join(
        path.posix.dirname(name),
        choices.pick(['other.yaml', 'kustomization.yml', 'service.yaml']),
      ),
    );
  },
  function newOverlay(tree, choices) {
    const folder = `overlays/${choices.pick(['dev', 'prod', 'test'])}/${choices.pick(['api', 'web', 'cart', 'new'])}`;
    const files: Record<string, RandomFile> = {};
    addOverlay(files, folder, choices.pick(['api', 'web', 'cart']), choices);
    writeAll(tree, files);
    return `write ${folder}`;
  },
  function newBase(tree, choices) {
    const unit = choices.pick(['api', 'web', 'cart', 'queue']);
    const files: Record<string, RandomFile> = {};
    addBase(files, unit, choices);
    writeAll(tree, files);
    return `write base/${unit}`;
  },
  function copyFile(tree, choices) {
    const [from = '', to = ''] = [choices.pickAny(textsIn(tree)), choices.pickAny(textsIn(tree))];
    write(tree, to, read(tree, from));
    return `copy ${from} to ${to}`;
  },
  function link(tree, choices) {
    const name = choices.pick([
      'base/current',
      'base/web',
      'overlays/prod/api',
      'overlays/prod/web',
      'base/api/service.yaml',
      'overlays/dev/given',
    ]);
    const target = choices.pick([
      'api',
      'web',
      '../dev/web',
      '../../base/web/service.yaml',
      'nowhere',
      '../prod/given',
      '..',
    ]);
    writeAll(tree, { [name]: { link: target } });
    return `${name} leads to ${target}`;
  },
  function given(tree, choices) {
    const name = `overlays/${choices.pick(['dev', 'prod'])}/given/${choices.pick(['cluster.yaml', 'more.yaml', 'notes.txt'])}`;
    const text = choices.pick([
      '',
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: gone\n  namespace: shop\nspec:\n  type: ExternalName\n  externalName: db.corp.internal\n`,
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\n  namespace: shop\nstringData:\n  token: s3cret-more\n',
      'apiVersion: v1\nkind: [broken\n',
    ]);
    writeAll(tree, { [name]: text });
    return `write ${name}`;
  },
  function touch(tree, choices) {
    const name = choices.pickAny(textsIn(tree)) ?? '';
    const time = new Date(Date.now() + choices.pick([0, -1e7, 1e7]));
    fs.utimesSync(path.join(tree.root, name), time, time);
    return `touch ${name}`;
  },
  function sameSize(tree, choices) {
    const name = choices.pickAny(textsIn(tree)) ?? '';
    const file = path.join(tree.root, name);
    const { atime, mtime } = fs.statSync(file);
    const text = read(tree, name);
    fs.writeFileSync(
      file,
      text.replace(/\d(?!.*\d)/s, (digit) => String(9 - Number(digit))),
    );
    fs.utimesSync(file, atime, mtime);
    return `the same size in ${name}`;
  },
  function commit({ git }) {
    commitAll(git);
    return 'commit';
  },
  function merge({ git }) {
    commitAll(git);
    git('branch', '--force', 'main', 'HEAD');
    return 'merge to main';
  },
  function undo({ git }) {
    git('checkout', '--quiet', '--', '.');
    return 'undo';
  },
  function back({ git }) {
    git('reset', '--quiet', '--hard', 'main');
    return 'back to main';
  },
  function switchBranch({ git }, choices) {
    commitAll(git);
    const name = choices.pick(['work', 'other']);
    if (git('branch', '--list', name) === '') git('checkout', '--quiet', '-b', name, 'main');
    else git('checkout', '--quiet', name);
    return `switch to ${name}`;
  },
  function stepBack({ git }) {
    commitAll(git);
    if (git('rev-list', '--count', 'HEAD') === '1') return 'nothing';
    git('reset', '--quiet', '--hard', 'HEAD^');
    return 'back to the commit before';
  },
];

function commitAll(git: WorkingTree['git']): void {
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'change');
}

function rename(tree: WorkingTree, from: string, to: string): string {
  const [source, target] = [path.join(tree.root, from), path.join(tree.root, to)];
  if (from === '' || `${target}/`.startsWith(`${source}/`) || `${source}/`.startsWith(`${target}/`))
    return 'nothing';
  fs.rmSync(target, { recursive: true, force: true });
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.renameSync(source, target);
  return `rename ${from} to ${to}`;
}

/** Folders that something may be called by: bases, overlays, environments. */
function foldersIn(tree: WorkingTree): string[] {
  return [...new Set(filesIn(tree).map((name) => path.posix.dirname(name)))].filter(
    (name) => name !== '.',
  );
}

function textsIn(tree: WorkingTree): string[] {
  return filesIn(tree).filter((name) => fs.lstatSync(path.join(tree.root, name)).isFile());
}

/** Files and links, sorted. */
function filesIn({ root }: WorkingTree): string[] {
  return ['base', 'overlays', 'platform', 'trait']
    .filter((top) => fs.existsSync(path.join(root, top)))
    .flatMap((top) =>
      fs
        .readdirSync(path.join(root, top), { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))),
    )
    .toSorted();
}

function read({ root }: WorkingTree, name: string): string {
  return fs.readFileSync(path.join(root, name), 'utf8');
}

function write({ root }: WorkingTree, name: string, text: string): void {
  fs.writeFileSync(path.join(root, name), text);
}

/** Writes files and links; what stands in the way goes. */
export function writeAll(
  { root }: Pick<WorkingTree, 'root'>,
  files: Readonly<Record<string, RandomFile>>,
): void {
  for (const [name, file] of Object.entries(files)) {
    for (let folder = path.dirname(name); folder !== '.'; folder = path.dirname(folder)) {
      const there = fs.lstatSync(path.join(root, folder), { throwIfNoEntry: false });
      if (there && !there.isDirectory()) fs.rmSync(path.join(root, folder));
    }
    const place = path.join(root, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.rmSync(place, { recursive: true, force: true });
    if (typeof file === 'string') fs.writeFileSync(place, file);
    else fs.symlinkSync(file.link, place);
  }
}
