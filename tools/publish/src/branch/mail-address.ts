import type { Author } from './dry-commit.ts';

/** Words that no reader takes for a comment, a list, a quotation or an encoded word. */
const PLAIN_NAME = /^[\p{L}\p{N}'_-]+(?: [\p{L}\p{N}'_-]+)*$/u;
const ATOM = String.raw`[\w!#$%&'*+/=?^\`{|}~-]+`;
const PLAIN_LOCAL = new RegExp(String.raw`^${ATOM}(?:\.${ATOM})*$`);
const DOMAIN =
  /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

/**
 * An author as an address of RFC 5322, which Argo CD reads with Go's net/mail; quoted where it has to be. Undefined where
 * what git calls an address is none.
 */
export function formatMailAddress({ name, email }: Author): string | undefined {
  const at = email.lastIndexOf('@');
  const [local, domain] = [email.slice(0, Math.max(at, 0)), email.slice(at + 1)];
  if (!/^[!-~]+$/.test(local) || !DOMAIN.test(domain)) return undefined;
  const address = `<${PLAIN_LOCAL.test(local) ? local : quote(local)}@${domain}>`;
  if (name === '') return address;
  return `${PLAIN_NAME.test(name) ? name : quote(name)} ${address}`;
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
