import type { JsonObject } from 'kustomize-ts';
import type { Answer } from '../answer.ts';
import type { Authorize } from '../cel/library/authorizer.ts';
import { create } from '../create.ts';
import { object, text } from '../field/read.ts';
import { isDefinition } from '../schema/definitions.ts';
import type { ClusterOptions } from '../store.ts';
import { update } from '../update.ts';
import type { Attributes, User } from './attributes.ts';
import { groupVersion, resourceOf } from './attributes.ts';
import { admissionView } from './view.ts';

/** A request to the API server, with the manifests as a client sends them. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** The new object; of a deletion, the one that is deleted. */
  readonly object: JsonObject;
  /** Of an update, the manifest that the live object was made from. */
  readonly oldObject?: JsonObject;
  readonly dryRun?: boolean;
  /** Of a creation, what `create` answered to the object, if it was asked already. */
  readonly created?: Answer;
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
  const cluster = clusterOptions(options);
  const creation = { ...cluster, ...realCreation(request) };
  const sent: Sent = { request, options, cluster };
  const { created, oldObject, object: manifest } = request;
  switch (request.operation) {
    case 'CREATE': {
      const answer = created ?? create(manifest, creation);
      return withObjects(sent, answer, answer.defaulted, undefined);
    }
    case 'UPDATE': {
      const before = oldObject ?? manifest;
      const old = create(before, creation);
      if (!old.defaulted) return old;
      const answer = update(before, manifest, { via: 'put', ...cluster });
      return withObjects(sent, answer, answer.defaulted, old.defaulted);
    }
    case 'DELETE': {
      const old = created ?? create(manifest, creation);
      if (!old.defaulted) return old;
      return withObjects(sent, { ...old, warnings: [] }, undefined, old.defaulted);
    }
  }
}

function clusterOptions({ namespaceLabels, policies, given = [] }: AdmitOptions): ClusterOptions {
  const definitions = [...policies, ...given].filter(isDefinition);
  return { definitions, ...(namespaceLabels && { namespaceLabels }) };
}

/** What is no dry run asks the allocators; nothing is known of what they have handed out. */
function realCreation({ dryRun }: AdmissionRequest): Pick<ClusterOptions, 'existing'> {
  return dryRun === true ? {} : { existing: [] };
}

interface Sent {
  readonly request: AdmissionRequest;
  readonly options: AdmitOptions;
  readonly cluster: ClusterOptions;
}

function withObjects(
  { request, options, cluster }: Sent,
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
    resource: resourceOf(apiVersion, kind, cluster.definitions),
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
