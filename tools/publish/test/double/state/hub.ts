import type { Account, Actor, App } from './account.ts';
import type { Repository } from './repository.ts';

/** All that the double knows. Everything but the git repositories is here, and ends with the process. */
export interface Hub {
  /** Without a path: `http://127.0.0.1:40001`. */
  url: string;
  readonly folder: string;
  readonly app: App;
  readonly accounts: Map<string, Account>;
  readonly teams: Set<string>;
  readonly tokens: Map<string, Actor>;
  readonly repositories: Map<string, Repository>;
  lastId: number;
  /** Milliseconds; every request is a second later than the one before, so that runs are alike. */
  now: number;
}

export function nextId(hub: Hub): number {
  hub.lastId += 1;
  return hub.lastId;
}

/** The date of this request, as GitHub writes it. */
export function date(hub: Hub): string {
  return `${new Date(hub.now).toISOString().slice(0, 19)}Z`;
}
