import { PublishError } from '../publish/publish-error.ts';

/** By whom GitHub is spoken to. */
export type Authentication =
  | {
      readonly kind: 'token';
      readonly token: string;
      /** Whose it is, for servers that cannot be asked: the token of an App has no user, and old servers have no GraphQL. */
      readonly login?: string | undefined;
    }
  | {
      readonly kind: 'app';
      readonly appId: string;
      /** PEM, PKCS#1 or PKCS#8. */
      readonly privateKey: string;
      /** Looked up by the repository where it is not given. */
      readonly installationId?: number | undefined;
    };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads who speaks from environment variables: a GitHub App (`FINGERPOST_APP_ID`, `FINGERPOST_APP_PRIVATE_KEY`, and
 * `FINGERPOST_APP_INSTALLATION_ID` where it is known), else the token in `GITHUB_TOKEN` or `GH_TOKEN`.
 * `FINGERPOST_LOGIN` says whose a token is, where GitHub does not. Throws a PublishError where there is none, or an App is named by half.
 */
export function readAuthentication(environment: Environment): Authentication {
  const appId = valueOf(environment['FINGERPOST_APP_ID']);
  const privateKey = valueOf(environment['FINGERPOST_APP_PRIVATE_KEY']);
  if (appId !== undefined || privateKey !== undefined) {
    if (appId === undefined || privateKey === undefined) {
      throw new PublishError(
        'a GitHub App needs both FINGERPOST_APP_ID and FINGERPOST_APP_PRIVATE_KEY; set the other one too',
      );
    }
    // Secrets stores often keep line breaks as \n.
    const key = privateKey.replaceAll(String.raw`\n`, '\n');
    return { kind: 'app', appId, privateKey: key, installationId: readInstallation(environment) };
  }
  const token = valueOf(environment['GITHUB_TOKEN']) ?? valueOf(environment['GH_TOKEN']);
  if (token === undefined) {
    throw new PublishError(
      'nobody is signed in to GitHub; set GITHUB_TOKEN, or FINGERPOST_APP_ID and FINGERPOST_APP_PRIVATE_KEY of a GitHub App',
    );
  }
  return { kind: 'token', token, login: valueOf(environment['FINGERPOST_LOGIN']) };
}

function readInstallation(environment: Environment): number | undefined {
  const text = valueOf(environment['FINGERPOST_APP_INSTALLATION_ID']);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new PublishError(
    'FINGERPOST_APP_INSTALLATION_ID is no number; take it from the address of the installation',
  );
}

function valueOf(text: string | undefined): string | undefined {
  const value = text?.trim();
  return value === '' ? undefined : value;
}
