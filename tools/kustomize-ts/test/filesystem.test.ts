import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import test from 'ava';

import { diskFileSystem } from '../src/filesystem/disk.ts';
import type { FileSystem } from '../src/filesystem/file-system.ts';
import { layeredFileSystem } from '../src/filesystem/layered.ts';
import { memoryFileSystem } from '../src/filesystem/memory.ts';
import type { MemoryFile } from '../src/filesystem/memory.ts';
import { toNativePath, toPosixPath } from '../src/filesystem/native-path.ts';

/** A tree with every kind of symbolic link; the disk says what is right, the others have to agree. */
const TREE: Readonly<Record<string, MemoryFile>> = {
  'base/app.yaml': 'kind: Service\n',
  'base/empty.yaml': '',
  'base/deep/er/file.bin': new Uint8Array([0, 255, 10, 128]),
  'base/größe "quoted"\n.yaml': 'unusual name',
  'file-link.yaml': { link: 'base/app.yaml' },
  'folder-link': { link: 'base' },
  'base/up': { link: '../base/deep' },
  'chain-1': { link: 'chain-2' },
  'chain-2': { link: './folder-link/../base/app.yaml' },
  dangling: { link: 'nowhere/at-all' },
  loop: { link: 'loop' },
  'loop-a': { link: 'loop-b' },
  'loop-b': { link: 'loop-a' },
};

const QUESTIONS = [
  '',
  'base',
  'base/app.yaml',
  'base/app.yaml/below-a-file',
  'base/empty.yaml',
  'base/deep/er/file.bin',
  'base/größe "quoted"\n.yaml',
  'base/missing.yaml',
  'missing/folder/file.yaml',
  'file-link.yaml',
  'folder-link',
  'folder-link/app.yaml',
  'folder-link/deep',
  'folder-link/missing.yaml',
  'base/up/er/file.bin',
  'base/up/er',
  'folder-link/up/er/file.bin',
  'chain-1',
  'dangling',
  'dangling/file',
  'loop',
  'loop/file',
  'loop-a',
];

/** All four answers about each path, with the root taken off. */
function answers(fileSystem: FileSystem, root: string, questions: readonly string[] = QUESTIONS) {
  return questions.map((question) => {
    const place = question === '' ? root : `${root}/${question}`;
    const bytes = fileSystem.readFile(place);
    return {
      question,
      bytes: bytes && Buffer.from(bytes).toString('hex'),
      kind: fileSystem.kind(place),
      names: fileSystem.readDirectory(place),
      real: fileSystem.realPath(place)?.replace(root, '<root>'),
    };
  });
}

function writeTree(files: Readonly<Record<string, MemoryFile | null>>, folder?: string): string {
  const root =
    folder ?? fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-filesystem-')));
  for (const [name, file] of Object.entries(files)) {
    const place = path.join(root, name);
    if (file === null) {
      fs.rmSync(place);
      continue;
    }
    fs.mkdirSync(path.dirname(place), { recursive: true });
    if (typeof file === 'object' && 'link' in file) fs.symlinkSync(file.link, place);
    else fs.writeFileSync(place, typeof file === 'function' ? file() : file);
  }
  return root;
}

test('a literal tree answers as the disk does, symbolic links included', (t) => {
  const root = writeTree(TREE);
  t.teardown(() => fs.rmSync(root, { recursive: true }));
  const disk = answers(diskFileSystem(), root);
  t.deepEqual(answers(memoryFileSystem(TREE, '/somewhere/else'), '/somewhere/else'), disk);
  t.is(disk.find(({ question }) => question === 'chain-1')?.real, '<root>/base/app.yaml');
  t.is(disk.filter(({ kind }) => kind === undefined).length, 9);
});

test('a literal tree takes absolute paths, brings late contents, and ends at its root', (t) => {
  let reads = 0;
  const fileSystem = memoryFileSystem(
    {
      '/a/late.yaml': () => {
        reads++;
        return new TextEncoder().encode('late');
      },
      '/a/out': { link: '../../../../etc/passwd' },
      __proto__: 'not a file',
      ['/a/__proto__']: 'an ordinary name',
    },
    '/a',
  );
  t.deepEqual(fileSystem.readDirectory('/a'), ['__proto__', 'late.yaml', 'out']);
  t.is(reads, 0);
  t.is(Buffer.from(fileSystem.readFile('/a/late.yaml') ?? []).toString(), 'late');
  t.is(reads, 1);
  t.is(fileSystem.kind('/a/out'), undefined);
  t.deepEqual(fileSystem.readDirectory('/'), ['a']);
  t.is(fileSystem.realPath('/a/../a/./late.yaml'), '/a/late.yaml');
  t.deepEqual(memoryFileSystem({}, '/empty').readDirectory('/empty'), []);
});

test('a layered edit answers as the disk does once the edit is made there, and writes nothing', (t) => {
  const root = writeTree(TREE);
  t.teardown(() => fs.rmSync(root, { recursive: true }));
  const edit = {
    'base/app.yaml': 'replaced',
    'base/empty.yaml': null,
    'new/folder/file.yaml': 'added',
    'folder-link/through-link.yaml': 'added through a link',
    'top.yaml': 'added on top',
  };
  const questions = [
    ...QUESTIONS,
    ...Object.keys(edit),
    'new',
    'new/folder',
    'base/through-link.yaml',
  ];
  const untouched = answers(diskFileSystem(), root, questions);
  const layered = layeredFileSystem(
    diskFileSystem(),
    Object.fromEntries(
      Object.entries(edit).map(([name, content]) => [`${root}/${name}`, content] as const),
    ),
  );
  const laidOver = answers(layered, root, questions);
  t.deepEqual(answers(diskFileSystem(), root, questions), untouched);
  writeTree(edit, root);
  t.deepEqual(laidOver, answers(diskFileSystem(), root, questions));
  t.notDeepEqual(laidOver, untouched);
});

test('the disk: pipes and devices are nobody’s files, and reading them does not wait', (t) => {
  if (process.platform === 'win32') return t.pass();
  const root = writeTree({ zero: { link: '/dev/zero' } });
  t.teardown(() => fs.rmSync(root, { recursive: true }));
  execFileSync('mkfifo', [`${root}/pipe`]);
  const disk = diskFileSystem();
  for (const name of ['pipe', 'zero']) {
    t.is(disk.kind(`${root}/${name}`), undefined, name);
    t.is(disk.readFile(`${root}/${name}`), undefined, name);
  }
});

test('paths of Windows are POSIX paths inside', (t) => {
  const table = [
    ['C:\\work\\repo', '/C:/work/repo'],
    ['C:\\', '/C:/'],
    ['\\\\server\\share\\repo', '//server/share/repo'],
  ] as const;
  for (const [native, posix] of table) {
    t.is(toPosixPath(native, true), posix);
    t.is(toNativePath(posix, true), native);
  }
  t.is(toNativePath('/C:', true), 'C:\\');
  t.is(toPosixPath('/work/./repo', false), '/work/repo');
  t.is(toNativePath('/work/a\\b', false), '/work/a\\b');
});
