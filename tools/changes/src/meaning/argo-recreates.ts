import { object, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
const HOOK = 'argocd.argoproj.io/hook';
const HOOK_DELETE_POLICY = 'argocd.argoproj.io/hook-delete-policy';

/** Policies under which a hook is gone before it is made again; the first one holds where none is written. */
const DELETED_BEFORE: readonly string[] = ['BeforeHookCreation', 'HookSucceeded'];
const DELETE_POLICIES: readonly string[] = [...DELETED_BEFORE, 'HookFailed'];

/**
 * Whether Argo CD gets a manifest into the cluster although its update is refused:
 * - `Force=true` deletes the object and makes it anew when an apply or a replacement is refused. Not so with
 *   server-side apply, where it only takes fields over;
 * - `Replace=true` alone is `kubectl replace`, which helps where the API server takes the manifest as a whole;
 * - hooks are deleted before they are made again, and a manifest with the hook `Skip` is never applied.
 *
 * Source: argo-cd gitops-engine, `sync_context.go` (applyObject) and `hook/delete_policy.go`; kubectl, `apply/patcher.go`.
 * @param canBePut whether the API server takes the manifest in the place of the old one
 */
export function argoRecreates(manifest: JsonObject, canBePut: () => boolean): boolean {
  const annotations = object(object(manifest, 'metadata'), 'annotations');
  const options = valuesOf(annotations, SYNC_OPTIONS);
  const replaces = options.includes('Replace=true');
  const applies = options.includes('ServerSideApply=true') && !replaces;
  if (options.includes('Force=true') && !applies) return true;
  if (text(annotations, HOOK) !== '') {
    const written = valuesOf(annotations, HOOK_DELETE_POLICY).filter((policy) =>
      DELETE_POLICIES.includes(policy),
    );
    if (valuesOf(annotations, HOOK).every((hook) => hook === 'Skip')) return true;
    if (written.length === 0 || written.some((policy) => DELETED_BEFORE.includes(policy))) {
      return true;
    }
  }
  return replaces && canBePut();
}

function valuesOf(annotations: JsonObject | undefined, name: string): string[] {
  return text(annotations, name)
    .split(',')
    .map((value) => value.trim());
}
