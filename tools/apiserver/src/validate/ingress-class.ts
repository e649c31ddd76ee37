import type { JsonObject } from 'kustomize-ts';
import {
  forbidden,
  invalidEach,
  notSupported,
  required,
  tooLong,
  type FieldError,
} from '../field/error.ts';
import { root, type Path } from '../field/path.ts';
import { object, optionalText, text } from '../field/read.ts';
import { byteLength, dns1123Label } from './common/names.ts';
import { validateDomainPrefixedPath } from './domain-prefixed-path.ts';
import { validateReference } from './ingress.ts';
import { nameIsSubdomain, validateMetadata } from './metadata.ts';

const LONGEST_CONTROLLER = 250;
const SCOPES = ['Cluster', 'Namespace'];

/** Source: ValidateIngressClass in pkg/apis/networking/validation/validation.go. */
export function validateIngressClass(ingressClass: JsonObject): FieldError[] {
  const spec = object(ingressClass, 'spec');
  const path = root.child('spec');
  const controller = text(spec, 'controller');
  const parameters = object(spec, 'parameters');
  const at = path.child('controller');
  return [
    ...validateMetadata(ingressClass, false, nameIsSubdomain),
    ...(byteLength(controller) > LONGEST_CONTROLLER ? [tooLong(at, LONGEST_CONTROLLER)] : []),
    ...validateDomainPrefixedPath(controller, at),
    ...(parameters === undefined ? [] : validateParameters(parameters, path.child('parameters'))),
  ];
}

function validateParameters(parameters: JsonObject, path: Path): FieldError[] {
  return [
    ...validateReference(parameters, path),
    ...validateScope(
      optionalText(parameters, 'scope'),
      optionalText(parameters, 'namespace'),
      path,
    ),
  ];
}

function validateScope(
  scope: string | undefined,
  namespace: string | undefined,
  path: Path,
): FieldError[] {
  const at = path.child('namespace');
  if (scope === undefined) return [required(path.child('scope'))];
  if (!SCOPES.includes(scope)) return [notSupported(path.child('scope'), scope, SCOPES)];
  if (scope === 'Cluster') {
    if (namespace === undefined) return [];
    return [forbidden(at, "`parameters.scope` is set to 'Cluster'")];
  }
  if (namespace === undefined) return [required(at, "`parameters.scope` is set to 'Namespace'")];
  return invalidEach(at, namespace, dns1123Label(namespace));
}
