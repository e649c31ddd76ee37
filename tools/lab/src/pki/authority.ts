import { mkdirSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';

import { run } from '../process/run.ts';

/** What a certificate says of its holder. */
export interface Identity {
  readonly file: string;
  readonly name: string;
  /** The group of a client, as RBAC sees it. */
  readonly group?: string;
  /** Names and addresses of a server, as openssl writes them: DNS:…, IP:…. Without them it is a client's. */
  readonly names?: readonly string[];
}

/** A lab lives for hours. */
const DAYS = '30';

/**
 * Makes a certificate authority in a folder and a certificate for each identity: FILE.crt and FILE.key.
 * openssl issues them, because node:crypto makes keys and reads certificates but cannot sign one, and every Debian has it.
 */
export async function issueCertificates(
  folder: string,
  identities: readonly Identity[],
): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = { key: path.join(folder, 'ca.key'), certificate: path.join(folder, 'ca.crt') };
  await openssl([
    ...newKey(authority.key, authority.certificate, '/CN=fingerpost-lab'),
    ...extension('basicConstraints=critical,CA:TRUE'),
    ...extension('keyUsage=critical,keyCertSign,cRLSign,digitalSignature'),
  ]);
  const issue = async ({ file, name, group, names }: Identity) => {
    const subject = `${group === undefined ? '' : `/O=${group}`}/CN=${name}`;
    await openssl([
      ...newKey(path.join(folder, `${file}.key`), path.join(folder, `${file}.crt`), subject),
      '-CA',
      authority.certificate,
      '-CAkey',
      authority.key,
      ...extension('basicConstraints=critical,CA:FALSE'),
      ...extension('keyUsage=critical,digitalSignature'),
      ...extension(`extendedKeyUsage=${names === undefined ? 'clientAuth' : 'serverAuth'}`),
      ...(names === undefined ? [] : extension(`subjectAltName=${names.join(',')}`)),
    ]);
  };
  await Promise.all(identities.map(issue));
}

/** Makes the key pair that signs tokens of ServiceAccounts: sa.key and sa.pub. */
export function makeTokenKey(folder: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(path.join(folder, 'sa.key'), privateKey.export({ type: 'sec1', format: 'pem' }), {
    mode: 0o600,
  });
  writeFileSync(path.join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
}

/** Makes a certificate that signs itself, as a stand-in for one that a cluster would bring: [certificate, key]. */
export async function selfSigned(names: readonly string[]): Promise<readonly [string, string]> {
  const printed = await openssl([
    ...newKey('-', '-', `/CN=${names[0] ?? 'localhost'}`),
    ...extension(`subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`),
  ]);
  const blocks = printed.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----\n/g) ?? [];
  const key = blocks.find((block) => block.includes('PRIVATE KEY')) ?? '';
  const certificate = blocks.find((block) => block.includes('BEGIN CERTIFICATE')) ?? '';
  return [certificate, key];
}

function openssl(args: readonly string[]): Promise<string> {
  return run('openssl', args);
}

function newKey(key: string, certificate: string, subject: string): readonly string[] {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', key, '-out', certificate];
  // Without a configuration of its own it would take over what the machine's says.
  return [
    'req',
    '-x509',
    '-config',
    '/dev/null',
    ...curve,
    ...files,
    '-days',
    DAYS,
    '-subj',
    subject,
  ];
}

function extension(text: string): readonly string[] {
  return ['-addext', text];
}
