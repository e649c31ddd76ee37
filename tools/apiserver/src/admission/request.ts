import type { JsonObject } from 'kustomize-ts';
import type { Answer } from '../answer.ts';
import type { Authorize } from '../cel/library/authorizer.ts';
import { create } from '../create.ts';
import { object, text } from '../field/read.ts';
import { update } from '../update.ts';
import type { Attributes, User } from './attributes.ts';
import { groupVersion, resourceOf } from './attributes.ts';
import { createCustom, customKind, type CustomKind } from './custom-resource.ts';
import { admissionView } from './view.ts';

/** A request to the API server, with the manifests as a client sends them. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** The new object; of a deletion, the one that is deleted. */
  readonly object: JsonObject;
  /** Of an update, the manifest that the live object was made from. */
  readonly oldObject?: JsonObject;
  readonly dryRun?: boolean;
}

/** What a request meets. */
export interface AdmitOptions {
  /** Policies, bindings and objects that are parameters. */
  readonly policies: readonly JsonObject[];
  /** Other objects in the cluster: parameters, namespaces. */
  readonly given?: readonly JsonObject[];
  /** Labels of the request's namespace beside its name. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** Who makes the request. Default: an administrator. */
  readonly user?: User;
  /** Default: administrators may do everything, others nothing. */
  readonly authorize?: Authorize;
}

const administrator: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };

/** May do everything: members of `system:masters`. */
export const allowAdministrators: Authorize = ({ groups }) => ({
  allowed: groups.includes('system:masters'),
  reason: '',
});

/** What validating admission sees of a request, or the API server's refusal before that. */
export function prepareRequest(
  request: AdmissionRequest,
  options: AdmitOptions,
): Answer | { readonly attributes: Attributes; readonly warnings: readonly string[] } {
  const custom = customKind(request.object, [...options.policies, ...(options.given ?? [])]);
  const send = (manifest: JsonObject): Answer =>
    custom
      ? createCustom(manifest, custom, 'default')
      : create(manifest, namespaceOptions(options));
  switch (request.operation) {
    case 'CREATE': {
      const answer = send(request.object);
      return withObjects({ request, options, custom }, answer, answer.defaulted, undefined);
    }
    case 'UPDATE': {
      const before = request.oldObject ?? request.object;
      const old = send(before);
      if (!old.defaulted) return old;
      const answer = custom
        ? createCustom(request.object, custom, 'default', old.defaulted)
        : update(before, request.object, { via: 'put', ...namespaceOptions(options) });
      return withObjects({ request, options, custom }, answer, answer.defaulted, old.defaulted);
    }
    case 'DELETE': {
      const old = send(request.object);
      if (!old.defaulted) return old;
      return withObjects(
        { request, options, custom },
        { ...old, warnings: [] },
        undefined,
        old.defaulted,
      );
    }
  }
}

function namespaceOptions({ namespaceLabels }: AdmitOptions): {
  namespaceLabels?: Readonly<Record<string, string>>;
} {
  return namespaceLabels === undefined ? {} : { namespaceLabels };
}

interface Sent {
  readonly request: AdmissionRequest;
  readonly options: AdmitOptions;
  readonly custom: CustomKind | undefined;
}

function withObjects(
  { request, options, custom }: Sent,
  answer: Answer,
  after: JsonObject | undefined,
  before: JsonObject | undefined,
): Answer | { readonly attributes: Attributes; readonly warnings: readonly string[] } {
  const target = after ?? before;
  if (answer.verdict === 'rejected' || target === undefined) return answer;
  const apiVersion = text(target, 'apiVersion');
  const kind = text(target, 'kind');
  const name = text(object(target, 'metadata'), 'name');
  const isNamespace = apiVersion === 'v1' && kind === 'Namespace';
  const attributes: Attributes = {
    operation: request.operation,
    kind: { ...groupVersion(apiVersion), kind },
    resource: custom
      ? { ...groupVersion(apiVersion), resource: custom.resource }
      : resourceOf(apiVersion, kind),
    subresource: '',
    name,
    namespace: isNamespace ? name : text(object(target, 'metadata'), 'namespace'),
    object: after && admissionView(after, request.operation === 'UPDATE'),
    oldObject: before && admissionView(before, true),
    isDryRun: request.dryRun === true,
    user: options.user ?? administrator,
  };
  return { attributes, warnings: answer.warnings };
}
