/** Go's base64.StdEncoding.DecodeString: line breaks are passed over, padding is required. Undefined where it fails. */
export function decodeBase64(text: string): string | undefined {
  const data = text.replaceAll('\n', '').replaceAll('\r', '');
  if (data.length % 4 !== 0) return undefined;
  const unpadded = data.endsWith('==')
    ? data.slice(0, -2)
    : data.endsWith('=')
      ? data.slice(0, -1)
      : data;
  for (let i = 0; i < unpadded.length; i++) {
    if (!BASE64_DIGITS.includes(unpadded[i]!)) return undefined;
  }
  return decodeUtf8AsGo(Buffer.from(unpadded, 'base64'));
}

const BASE64_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Bytes as Go holds them in a string: each byte that is not part of a character becomes a lone surrogate,
 * which goJson and printYaml turn into U+FFFD as Go's JSON encoder does.
 */
function decodeUtf8AsGo(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(bytes);
  } catch {
    let text = '';
    for (let i = 0; i < bytes.length;) {
      const length = characterLength(bytes, i, decoder);
      text += length === 0 ? '\udcff' : decoder.decode(bytes.subarray(i, i + length));
      i += Math.max(length, 1);
    }
    return text;
  }
}

/** Length of the character that begins at the index, 0 where none does. */
function characterLength(bytes: Uint8Array, index: number, decoder: TextDecoder): number {
  const lead = bytes[index]!;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  try {
    decoder.decode(bytes.subarray(index, index + length));
    return length;
  } catch {
    return 0;
  }
}
