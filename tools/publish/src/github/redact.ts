/** GitHub's own tokens, and JSON Web Tokens. https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/ */
const TOKENS =
  /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|v1\.[0-9a-f]{40}|eyJ[\w-]+\.[\w-]+\.[\w-]*)/g;

/** Keys in PEM. */
const KEYS = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** Strikes secrets out of texts: those that it was told of, and whatever looks like one. */
export interface Redactor {
  /** Tells it of one more. */
  add(secret: string): void;
  redact(text: string): string;
}

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    add: (secret) => {
      // Short words would strike out plain text.
      if (secret.length >= 8) secrets.add(secret);
    },
    redact: (text) => {
      let clean = text.replaceAll(KEYS, '[secret]').replaceAll(TOKENS, '[secret]');
      for (const secret of secrets) clean = clean.replaceAll(secret, '[secret]');
      return clean;
    },
  };
}
