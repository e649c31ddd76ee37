import { CONTEXT } from '../paths.ts';

export interface Access {
  readonly server: string;
  readonly user: string;
  /** PEM texts. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A kubeconfig that stands alone: certificates are in it. JSON is YAML. */
export function renderKubeconfig({ server, user, authority, certificate, key }: Access): string {
  return toText({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': CONTEXT,
    clusters: [
      { name: CONTEXT, cluster: { server, 'certificate-authority-data': base64(authority) } },
    ],
    users: [
      {
        name: user,
        user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) },
      },
    ],
    contexts: [{ name: CONTEXT, context: { cluster: CONTEXT, user } }],
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function toText(value: object): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}
