import type { JsonObject } from 'kustomize-ts';

/**
 * What an installation adds to argocd-notifications-cm: a chat, and who is told there. Here it is told of everything.
 * @param settings the ConfigMap as `apps/argocd` makes it
 * @param port of the stand-in for a chat
 */
export function subscribe(settings: JsonObject, port: number): JsonObject {
  const data = (settings['data'] ?? {}) as JsonObject;
  const triggers = Object.keys(data)
    .filter((key) => key.startsWith('trigger.'))
    .map((key) => key.slice('trigger.'.length));
  const added = {
    'service.mattermost': JSON.stringify({ apiURL: `http://127.0.0.1:${port}`, token: 'none' }),
    subscriptions: JSON.stringify([{ recipients: ['mattermost:lab'], triggers }]),
  };
  return { ...settings, data: { ...data, ...added } };
}
