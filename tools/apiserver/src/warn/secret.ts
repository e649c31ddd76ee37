import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import type { JsonObject } from 'kustomize-ts';
import { object, text } from '../field/read.ts';

/** What Go says of a certificate and key that are no pair. Source: warningsForSecret, crypto/tls.X509KeyPair. */
export function warnOfSecret(secret: JsonObject): string[] {
  if (text(secret, 'type') !== 'kubernetes.io/tls') return [];
  const data = object(secret, 'data');
  const certificate = Buffer.from(text(data, 'tls.crt'), 'base64').toString('latin1');
  const key = Buffer.from(text(data, 'tls.key'), 'base64').toString('latin1');
  const warning = checkPair(certificate, key);
  return warning === undefined ? [] : [warning];
}

interface Block {
  readonly type: string;
  readonly text: string;
}

const BEGIN = /-----BEGIN ([^-\n]+)-----\r?\n/g;

function readBlocks(pem: string): Block[] {
  const blocks: Block[] = [];
  let end = 0;
  for (const match of pem.matchAll(BEGIN)) {
    const [line, type = ''] = match;
    if (match.index < end) continue;
    const trailer = `-----END ${type}-----`;
    const found = pem.indexOf('-----END ', match.index + line.length);
    // Nothing ends any more.
    if (found < 0) break;
    if (!pem.startsWith(trailer, found)) continue;
    end = found + trailer.length;
    blocks.push({ type, text: pem.slice(match.index, end) });
  }
  return blocks;
}

function checkPair(certificateText: string, keyText: string): string | undefined {
  const blocks = readBlocks(certificateText);
  const certificate = blocks.find(({ type }) => type === 'CERTIFICATE');
  if (certificate === undefined) return notFound('CERTIFICATE', 'certificate', blocks, keyText);
  const keyBlocks = readBlocks(keyText);
  const key = keyBlocks.find(({ type }) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'));
  if (key === undefined) return notFound('PRIVATE KEY', 'key', keyBlocks, keyText);
  return matchPair(certificate.text, key.text);
}

function notFound(
  wanted: string,
  input: string,
  blocks: readonly Block[],
  keyText: string,
): string {
  if (blocks.length === 0) return `tls: failed to find any PEM data in ${input} input`;
  const isKey = blocks.length === 1 && blocks[0]?.type.endsWith('PRIVATE KEY');
  if (wanted === 'CERTIFICATE' && isKey && keyText !== '') {
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  }
  if (wanted === 'PRIVATE KEY' && blocks.length === 1 && blocks[0]?.type === 'CERTIFICATE') {
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  }
  const types = blocks.map(({ type }) => type).join(' ');
  const what =
    wanted === 'CERTIFICATE'
      ? '"CERTIFICATE" PEM block'
      : 'PEM block with type ending in "PRIVATE KEY"';
  return `tls: failed to find ${what} in ${input} input after skipping PEM blocks of the following types: [${types}]`;
}

function matchPair(certificateText: string, keyText: string): string | undefined {
  const certificate = attempt(() => new X509Certificate(certificateText));
  if (certificate === undefined) return 'x509: malformed certificate';
  const key = attempt(() => createPrivateKey(keyText));
  if (key === undefined) return 'tls: failed to parse private key';
  if (certificate.publicKey.asymmetricKeyType !== key.asymmetricKeyType) {
    return 'tls: private key type does not match public key type';
  }
  if (certificate.publicKey.equals(createPublicKey(key))) return undefined;
  return 'tls: private key does not match public key';
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
