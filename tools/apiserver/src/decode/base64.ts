import { Buffer } from 'node:buffer';

/** The canonical form of base64, or where Go's decoder stops. */
export type Base64 = { readonly text: string } | { readonly corruptAt: number };

/** Reads base64 as Go's encoding/base64 does: padded, line breaks allowed anywhere. */
export function readBase64(value: string): Base64 {
  let quantum = 0;
  let offset = 0;
  for (; offset < value.length; offset++) {
    const character = value[offset] ?? '';
    if (character === '\n' || character === '\r') continue;
    if (character === '=') {
      const corruptAt = checkPadding(value, offset, quantum);
      return corruptAt === undefined ? canonical(value) : { corruptAt };
    }
    if (!/[A-Za-z0-9+/]/.test(character)) return { corruptAt: offset };
    quantum = (quantum + 1) % 4;
  }
  return quantum === 0 ? canonical(value) : { corruptAt: offset - quantum };
}

function checkPadding(value: string, first: number, quantum: number): number | undefined {
  if (quantum < 2) return first;
  let offset = skipLineBreaks(value, first + 1);
  if (quantum === 2) {
    if (offset === value.length) return value.length;
    if (value[offset] !== '=') return offset - 1;
    offset = skipLineBreaks(value, offset + 1);
  }
  return offset < value.length ? offset : undefined;
}

function skipLineBreaks(value: string, offset: number): number {
  let end = offset;
  while (value[end] === '\n' || value[end] === '\r') end++;
  return end;
}

function canonical(value: string): Base64 {
  return { text: Buffer.from(value, 'base64').toString('base64') };
}
