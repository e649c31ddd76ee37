import { needObject, readObject, writeObject } from './objects.ts';
import { ask, run } from './run.ts';

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

export function readCommit(git: string, sha: string): Commit {
  const text = needObject(git, sha, 'commit').toString();
  const end = text.indexOf('\n\n');
  const head = text.slice(0, end).split('\n');
  const values = (key: string): string[] =>
    head.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  return {
    sha,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: readPerson(values('author')[0]),
    committer: readPerson(values('committer')[0]),
    message: text.slice(end + 2),
  };
}

export function writeCommit(git: string, commit: Omit<Commit, 'sha'>): string {
  const head = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${writePerson(commit.author)}`,
    `committer ${writePerson(commit.committer)}`,
  ];
  const text = `${head.join('\n')}\n\n${commit.message}`;
  return writeObject(git, 'commit', Buffer.from(text));
}

export function isAncestor(git: string, ancestor: string, descendant: string): boolean {
  return ancestorsOf(git, descendant).has(ancestor);
}

/** With itself. */
function ancestorsOf(git: string, sha: string): ReadonlySet<string> {
  const found = new Set<string>();
  const left = [sha];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (found.has(next) || readObject(git, next)?.type !== 'commit') continue;
    found.add(next);
    left.push(...readCommit(git, next).parents);
  }
  return found;
}

export function mergeBase(git: string, a: string, b: string): string | undefined {
  if (isAncestor(git, a, b)) return a;
  if (isAncestor(git, b, a)) return b;
  return ask(git, ['merge-base', a, b]);
}

/** Newest first, of all that `head` has and `base` has not. Git puts histories with merges in order. */
export function commitsBetween(git: string, base: string | undefined, head: string): string[] {
  const others = base === undefined ? new Set<string>() : ancestorsOf(git, base);
  const found: string[] = [];
  for (let sha: string | undefined = head; sha !== undefined && !others.has(sha);) {
    const { parents } = readCommit(git, sha);
    if (parents.length > 1) return listByGit(git, base, head);
    found.push(sha);
    [sha] = parents;
  }
  return found;
}

function listByGit(git: string, base: string | undefined, head: string): string[] {
  const range = base === undefined ? [head] : [head, `^${base}`];
  return run(git, ['rev-list', '--topo-order', ...range])
    .split('\n')
    .filter(Boolean);
}

function readPerson(text = ''): Person {
  const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(text) ?? [];
  return { name, email, date: writeDate(Number(seconds) * 1000) };
}

function writePerson({ name, email, date }: Person): string {
  const plain = (text: string): string => text.replaceAll(/[<>\n\0]/g, '').trim();
  return `${plain(name)} <${plain(email)}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
}

/** As GitHub writes dates: without parts of a second. */
export function writeDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
