/** A file, a folder or a link in a tar archive. Paths are relative. */
export type TarEntry =
  | { readonly path: string; readonly mode: number; readonly content: Uint8Array }
  | { readonly path: string; readonly mode: number; readonly folder: true }
  | { readonly path: string; readonly link: string };

const BLOCK = 512;

/** Writes a tar archive (POSIX ustar). All belongs to root and is of the year 1970, so that the same content gives the same bytes. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    if (!('content' in entry)) return [header(entry, 0)];
    const { length } = entry.content;
    return [header(entry, length), entry.content, new Uint8Array(-length & (BLOCK - 1))];
  });
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}

function header(entry: TarEntry, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const link = 'link' in entry ? entry.link : '';
  for (const name of [entry.path, link]) {
    if (Buffer.byteLength(name) > 100) throw new RangeError(`too long for a tar archive: ${name}`);
  }
  const type = 'link' in entry ? '2' : 'folder' in entry ? '5' : '0';
  block.write(entry.path, 0);
  block.write(octal('mode' in entry ? entry.mode : 0o777, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  // The checksum is taken with spaces in its own place.
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write(link, 157);
  block.write('ustar\x0000', 257);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
