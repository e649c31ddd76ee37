import type { JsonObject } from 'kustomize-ts';
import { append } from '../../field/append.ts';
import {
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from '../../field/error.ts';
import type { Path } from '../../field/path.ts';
import { text } from '../../field/read.ts';
import { qualifiedName } from '../common/names.ts';
import { compareQuantities } from './quantity.ts';

// Source: pkg/apis/core/validation/validation.go, validateObjectFieldSelector and validateContainerResourceFieldSelector.

/** What the conversion of field labels knows (ConvertDownwardAPIFieldLabel). */
const KNOWN_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

const CPU_DIVISORS = ['1m', '1'];
const BYTE_DIVISORS = [
  '1',
  '1k',
  '1M',
  '1G',
  '1T',
  '1P',
  '1E',
  '1Ki',
  '1Mi',
  '1Gi',
  '1Ti',
  '1Pi',
  '1Ei',
];

const DIVISORS: readonly { resource: RegExp; divisors: readonly string[]; detail: string }[] = [
  {
    resource: /^(?:limits|requests)\.cpu$/,
    divisors: CPU_DIVISORS,
    detail: "only divisor's values 1m and 1 are supported with the cpu resource",
  },
  {
    resource: /^(?:limits|requests)\.memory$/,
    divisors: BYTE_DIVISORS,
    detail: byteDetail('memory'),
  },
  {
    resource: /^(?:limits|requests)\.ephemeral-storage$/,
    divisors: BYTE_DIVISORS,
    detail: byteDetail('local ephemeral storage'),
  },
  {
    resource: /^(?:limits|requests)\.hugepages-/,
    divisors: BYTE_DIVISORS,
    detail: byteDetail('hugepages'),
  },
];

function byteDetail(resource: string): string {
  return `only divisor's values ${BYTE_DIVISORS.join(', ')} are supported with the ${resource} resource`;
}

/** A field of the pod that a variable or file shows; `allowed` are the ones without a subscript. */
export function validateFieldRef(
  reference: JsonObject,
  allowed: readonly string[],
  path: Path,
): FieldError[] {
  const version = text(reference, 'apiVersion');
  if (version === '') return [required(path.child('apiVersion'))];
  const field = text(reference, 'fieldPath');
  const fieldPath = path.child('fieldPath');
  if (field === '') return [required(fieldPath)];
  const subscripted = splitSubscript(field);
  const problem = fieldProblem(version, field, subscripted?.base);
  if (problem !== undefined) {
    return [invalid(fieldPath, field, `error converting fieldPath: ${problem}`)];
  }
  if (subscripted) {
    const { base, key } = subscripted;
    const name = base === 'metadata.annotations' ? key.toLowerCase() : key;
    return invalidEach(path, name, qualifiedName(name));
  }
  const converted = field === 'spec.host' ? 'spec.nodeName' : field;
  return allowed.includes(converted) ? [] : [notSupported(fieldPath, converted, allowed)];
}

/** The parts of `metadata.labels['a']` (SplitMaybeSubscriptedPath in pkg/fieldpath/fieldpath.go). */
function splitSubscript(
  field: string,
): { readonly base: string; readonly key: string } | undefined {
  if (!field.endsWith("']")) return undefined;
  const start = field.indexOf("['");
  if (start < 1 || start > field.length - 4) return undefined;
  return { base: field.slice(0, start), key: field.slice(start + 2, -2) };
}

function fieldProblem(
  version: string,
  field: string,
  subscripted: string | undefined,
): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`;
  if (subscripted !== undefined) {
    if (['metadata.annotations', 'metadata.labels'].includes(subscripted)) return undefined;
    return `field label does not support subscript: ${field}`;
  }
  if (KNOWN_FIELDS.includes(field) || field === 'spec.host') return undefined;
  return `field label not supported: ${field}`;
}

/** A resource of a container that a variable or file shows; in a file the container must be named. */
export function validateResourceFieldRef(
  reference: JsonObject,
  inVolume: boolean,
  path: Path,
): FieldError[] {
  const errors: FieldError[] = [];
  const resource = text(reference, 'resource');
  if (inVolume && text(reference, 'containerName') === '') {
    errors.push(required(path.child('containerName')));
  } else if (resource === '') {
    errors.push(required(path.child('resource')));
  } else if (!RESOURCES.includes(resource) && !/^(?:limits|requests)\.hugepages-/.test(resource)) {
    errors.push(notSupported(path.child('resource'), resource, RESOURCES));
  }
  append(errors, validateDivisor(resource, text(reference, 'divisor'), path.child('divisor')));
  return errors;
}

function validateDivisor(resource: string, divisor: string, path: Path): FieldError[] {
  if (divisor === '' || compareQuantities(divisor, '0') === 0) return [];
  const rule = DIVISORS.find((candidate) => candidate.resource.test(resource));
  if (!rule || rule.divisors.includes(divisor)) return [];
  return [invalid(path, resource, rule.detail)];
}
