import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { locateEntry, makeEntry } from '../build/cache.ts';
import type { Programs } from '../build/programs.ts';
import { PACKAGE } from '../paths.ts';
import { writeDockerArchive } from './docker-archive.ts';
import type { Image } from './docker-archive.ts';
import type { TarEntry } from './tar.ts';

/** What every pod's network namespace is held open by. */
export const PAUSE_IMAGE = 'lab.local/pause:1';
export const PROBER_IMAGE = 'fingerpost.dev/prober:lab';
const COREDNS_IMAGE = 'lab.local/coredns:1.15.0';

const ARCHIVE = 'image.tar';
const SMALL = 2 ** 16;
const BUSYBOX = '/bin/busybox';
/** A user that is not root: restricted pods must not run as root. */
const NOBODY = 65_532;

/** An image archive: its name says what is in it. */
export interface ImageFile {
  readonly image: string;
  readonly file: string;
}

/** Writes the archives of all images of the lab, unless the cache has them. */
export async function makeImages(programs: Programs): Promise<readonly ImageFile[]> {
  return Promise.all(imagesOf(programs).map(({ image, files }) => makeImage(image, files)));
}

interface Recipe {
  readonly image: Omit<Image, 'entries'>;
  /** Path in the image -> file on this machine, or `=PROGRAM` for a link. */
  readonly files: Readonly<Record<string, string>>;
}

function imagesOf(programs: Programs): readonly Recipe[] {
  const wget = path.join(PACKAGE, 'image', 'wget');
  const shell = {
    'bin/busybox': BUSYBOX,
    ...applets(),
    'bin/wget': wget,
    // Those of busybox would start its own wget, whatever stands in /bin.
    'bin/sh': '/bin/dash',
    'bin/timeout': '/usr/bin/timeout',
    ...librariesOf('/bin/dash'),
    ...librariesOf('/usr/bin/timeout'),
  };
  const image = (name: string, user: number, ...entrypoint: string[]) => ({
    name,
    user,
    entrypoint,
  });
  return [
    {
      image: image(PAUSE_IMAGE, NOBODY, '/bin/prober', 'wait'),
      files: { 'bin/prober': programs.prober },
    },
    { image: image(PROBER_IMAGE, NOBODY, '/bin/prober'), files: { 'bin/prober': programs.prober } },
    { image: image(COREDNS_IMAGE, 0, '/coredns'), files: { coredns: programs.coredns } },
    // The names are those in the manifests; what is in them was built or installed here.
    {
      image: image('stefanprodan/podinfo:6.9.2', NOBODY, '/bin/podinfo'),
      files: { 'bin/podinfo': programs.podinfo, ...shell },
    },
    { image: image('busybox:1.37.0', 0, '/bin/sh'), files: shell },
  ];
}

/** Every program that busybox can be, as links to it. */
function applets(): Record<string, string> {
  const listed = execFileSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).split('\n');
  const names = listed.filter((name) => name !== '' && name !== 'busybox');
  return Object.fromEntries(names.map((name) => [`bin/${name}`, '=busybox']));
}

/** The libraries that `ldd` says a program is loaded with, where it expects them. */
function librariesOf(program: string): Record<string, string> {
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' });
  const files = [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, file]) => file ?? '');
  return Object.fromEntries(files.map((file) => [file.slice(1), file]));
}

async function makeImage(
  image: Omit<Image, 'entries'>,
  files: Recipe['files'],
): Promise<ImageFile> {
  const hash = createHash('sha256').update(JSON.stringify(image));
  for (const [inside, source] of Object.entries(files)) {
    hash.update(`\0${inside}\0`).update(isLink(source) ? source : contentOf(source));
  }
  const name = image.name.replaceAll(/[^\w.-]/g, '-');
  const entry = `image-${name}-${hash.digest('hex').slice(0, 16)}`;
  await makeEntry(entry, (folder) => {
    const entries = Object.entries(files).map(([inside, source]): TarEntry => {
      return isLink(source)
        ? { path: inside, link: source.slice(1) }
        : { path: inside, mode: 0o755, content: readFileSync(source) };
    });
    writeFileSync(path.join(folder, ARCHIVE), writeDockerArchive({ ...image, entries }));
  });
  return { image: image.name, file: path.join(locateEntry(entry), ARCHIVE) };
}

/** What changes when a file does. Of the large ones, which the lab built or Debian brought, name and time are enough. */
function contentOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return size < SMALL ? readFileSync(file, 'latin1') : `${file} ${size} ${mtimeMs}`;
}

function isLink(source: string): boolean {
  return source.startsWith('=');
}
