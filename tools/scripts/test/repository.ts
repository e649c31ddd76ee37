import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import type { ExecutionContext } from 'ava';
import { toPosixPath } from 'kustomize-ts';

import { runFingerpost } from '../src/main.ts';
import { OWN_GIT, runOwnGit } from './own-git.ts';

/** Path to content; null deletes. */
export type Files = Readonly<Record<string, string | null>>;

export interface Repository {
  readonly root: string;
  write(files: Files): void;
  git(...args: string[]): string;
  /** Writes the files and commits everything. */
  commit(files: Files): void;
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
  /** The same in this process, which is faster; the folder is relative to the repository. */
  call(args: readonly string[], folder?: string): Promise<Run>;
}

export interface RunOptions {
  /** Folder to run in, relative to the repository. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly node?: readonly string[];
  readonly input?: string;
}

/** What a process did; a repository takes out its place, commit ids and times. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const BIN = path.join(import.meta.dirname, '../bin/fingerpost.js');

/** Nothing of what a person who runs the tests has set. */
const ENVIRONMENT = { ...OWN_GIT, FINGERPOST_DEBUG: undefined, NO_COLOR: undefined };

/** Runs the bin as a process of its own. */
export function runIn(
  folder: string,
  args: readonly string[],
  { env = {}, node = [], input = '' }: Omit<RunOptions, 'folder'> = {},
): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...node, BIN, ...args],
      { cwd: folder, env: { ...process.env, ...ENVIRONMENT, ...env } },
      (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
          stdout,
          stderr,
        });
      },
    );
    child.stdin?.end(input);
  });
}

/** A temporary folder with these files; it goes when the test is over. */
export function makeFolder(t: Pick<ExecutionContext, 'teardown'>, files: Files): Repository {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-')));
  t.teardown(() => fs.rmSync(root, { recursive: true, force: true }));

  function write(changed: Files): void {
    for (const [name, content] of Object.entries(changed)) {
      const place = path.join(root, name);
      if (content === null) {
        fs.rmSync(place);
        continue;
      }
      fs.mkdirSync(path.dirname(place), { recursive: true });
      fs.writeFileSync(place, content);
    }
  }

  function git(...args: string[]): string {
    return runOwnGit(root, args);
  }

  function commit(changed: Files): void {
    write(changed);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'change');
  }

  async function run(
    args: readonly string[],
    { folder = '.', ...options }: RunOptions = {},
  ): Promise<Run> {
    const { code, stdout, stderr } = await runIn(path.join(root, folder), args, options);
    return { code, stdout: clean(stdout), stderr: clean(stderr) };
  }

  async function call(args: readonly string[], folder = '.'): Promise<Run> {
    let [stdout, stderr] = ['', ''];
    const code = await runFingerpost(args, {
      directory: toPosixPath(path.join(root, folder)),
      out: (text) => void (stdout += text),
      err: (text) => void (stderr += text),
      colour: false,
    });
    return { code, stdout: clean(stdout), stderr: clean(stderr) };
  }

  function clean(text: string): string {
    return text
      .replaceAll(root, '<root>')
      .replaceAll(/\([0-9a-f]{7}\)/g, '(<commit>)')
      .replaceAll(/in \d+ ms/g, 'in <n> ms');
  }

  write(files);
  return { root, write, git, commit, run, call };
}

/** The same as a git repository with one commit on `main`. */
export function makeRepository(t: ExecutionContext, files: Files): Repository {
  const repository = makeFolder(t, {});
  repository.git('init', '--quiet', '--initial-branch', 'main');
  repository.commit(files);
  return repository;
}

/** A Service and its Deployment in two environments, and an external name in one. */
export const WEB: Readonly<Record<string, string>> = {
  'base/web/kustomization.yaml': `namespace: edge
resources: [service.yaml, deployment.yaml, network-policy.yaml]
configMapGenerator:
- name: settings
  literals: [LEVEL=info]
  files: [web.conf]
secretGenerator:
- name: login
  literals: [user=web, password=hunter2]
`,
  'base/web/web.conf': 'listen 80\nroot /srv\nindex index.html\nlog off\n',
  'base/web/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - name: http
    port: 80
    targetPort: http
  - name: metrics
    port: 9090
    targetPort: metrics
`,
  'base/web/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1.0.0
        envFrom:
        - configMapRef:
            name: settings
        - secretRef:
            name: login
        ports:
        - name: http
          containerPort: 8080
`,
  'base/web/network-policy.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector: {}
  policyTypes: [Ingress]
`,
  'overlays/dev/web/kustomization.yaml': 'resources: [../../../base/web]\n',
  'overlays/prod/web/kustomization.yaml': `resources: [../../../base/web]
replicas:
- name: web
  count: 3
`,
  'overlays/dev/db/kustomization.yaml': 'resources: [service.yaml]\n',
  'overlays/dev/db/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: data
spec:
  type: ExternalName
  externalName: db.example.com
`,
};

/** A file of `WEB` with one text replaced; fails where it is not there. */
export function edit(file: keyof typeof WEB & string, from: string, to: string): Files {
  const text = WEB[file];
  if (text === undefined || !text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  return { [file]: text.replace(from, to) };
}
