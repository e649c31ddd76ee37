import { object, objects, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import { kubectl } from '../kubectl.ts';
import { ARGO_NAMESPACE } from './namespace.ts';

/** What Argo CD says of an Application. */
export interface Application {
  readonly name: string;
  /** `Synced`, `OutOfSync`, `Unknown`; '' before it was looked at. */
  readonly sync: string;
  /** `Healthy`, `Progressing`, `Degraded`, `Missing`, ...; '' before it was looked at. */
  readonly health: string;
  /** The commit that it was compared with. */
  readonly revision: string;
  /** `Running`, `Succeeded`, `Failed`, `Error`; '' where nothing was ever synced. */
  readonly phase: string;
  /** What the last sync says of itself, with the reason why it is tried again. */
  readonly message: string;
  /** Of the last sync: object by object, hooks too. */
  readonly results: readonly SyncResult[];
  /** `TYPE: message` */
  readonly conditions: readonly string[];
  /** Whether it syncs by itself. */
  readonly isAutomated: boolean;
}

export interface SyncResult {
  /** `Job backend/go-server-discovery-check` */
  readonly name: string;
  /** `Synced`, `SyncFailed`, `Pruned`, `PruneSkipped` */
  readonly status: string;
  /** Of hooks, and of objects that are waited for: `Running`, `Succeeded`, `Failed` */
  readonly phase: string;
  readonly message: string;
}

/** All Applications of the lab, by name. */
export async function readApplications(): Promise<readonly Application[]> {
  const args = ['get', 'applications.argoproj.io', `--namespace=${ARGO_NAMESPACE}`];
  const told = JSON.parse(await kubectl([...args, '--output=json'])) as JsonObject;
  return objects(told, 'items').map(toApplication);
}

export function toApplication(item: JsonObject): Application {
  const status = object(item, 'status');
  const operation = object(status, 'operationState');
  const sync = object(status, 'sync');
  return {
    name: text(object(item, 'metadata'), 'name'),
    sync: text(sync, 'status'),
    health: text(object(status, 'health'), 'status'),
    revision: text(sync, 'revision'),
    phase: text(operation, 'phase'),
    message: text(operation, 'message'),
    results: objects(object(operation, 'syncResult'), 'resources').map(toResult),
    conditions: objects(status, 'conditions').map(
      (condition) => `${text(condition, 'type')}: ${text(condition, 'message')}`,
    ),
    isAutomated: object(object(object(item, 'spec'), 'syncPolicy'), 'automated') !== undefined,
  };
}

function toResult(result: JsonObject): SyncResult {
  const namespace = text(result, 'namespace');
  return {
    name: `${text(result, 'kind')} ${namespace === '' ? '' : `${namespace}/`}${text(result, 'name')}`,
    status: text(result, 'status'),
    phase: text(result, 'hookPhase'),
    message: text(result, 'message'),
  };
}

/** Whether everything in git is there and well, and no hook runs any more. */
export function isSettled({ sync, health, phase }: Application): boolean {
  return sync === 'Synced' && health === 'Healthy' && phase === 'Succeeded';
}

/** One line: `dev-go-server Synced Progressing, Running: waiting for ...`. */
export function describeApplication(application: Application): string {
  const { name, sync, health, phase, message, conditions } = application;
  const operation = phase === '' ? 'never synced' : `${phase}: ${message}`;
  return [
    `${name} ${sync || 'not compared'} ${health || 'unknown'}, ${operation}`,
    ...conditions,
  ].join('; ');
}
