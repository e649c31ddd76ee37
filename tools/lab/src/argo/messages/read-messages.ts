import { existsSync, readFileSync } from 'node:fs';

import { inLab } from '../../paths.ts';

/** The file that the stand-in for a chat writes. */
export function messagesFile(): string {
  return inLab('argo', 'messages.jsonl');
}

/** What Argo CD has told so far, the oldest first. */
export function readMessages(): readonly string[] {
  if (!existsSync(messagesFile())) return [];
  const lines = readFileSync(messagesFile(), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as Post).message);
}

/** As Mattermost takes it: POST /api/v4/posts. */
interface Post {
  readonly message: string;
}
