import type { RuleText } from '../rule-text.ts';

const SOURCE = 'https://pkg.go.dev/k8s.io/apimachinery@v0.36.3/pkg/util/validation/field#ErrorType';

/** What the API server refuses of an object that it can decode, by the type of its error. */
export const refusing: readonly RuleText[] = [
  refusal(
    'field-value-duplicate',
    'A value that has to be unique stands twice',
    'Names of ports, containers, volumes and items of sets are keys: two of the same cannot be told apart.',
    'give each its own value',
  ),
  refusal(
    'field-value-forbidden',
    'A field must not be set here',
    'Another field of the object rules it out: a node port of a ClusterIP Service, a selector that is not a part of the labels.',
    'remove the field, or change the one that rules it out',
  ),
  refusal(
    'field-value-invalid',
    'A value breaks a rule of its field',
    'The type is right and the value is not: a name with capitals, a port above 65535, a selector that does not fit the labels of its own template.',
    'write a value that the message allows',
  ),
  refusal(
    'field-value-not-found',
    'A name means nothing in this object',
    'One part of the object names another, a volume of a mount for example, and there is none of that name.',
    'correct the name, or add what it names',
  ),
  refusal(
    'field-value-not-supported',
    'A value is not one of those that there are',
    'The field takes one of a closed list, in exactly this spelling: TCP, not tcp.',
    'write one of the values that the message lists',
  ),
  refusal(
    'field-value-required',
    'A field that has to be set is missing',
    'The object means nothing without it.',
    'add the field',
  ),
  refusal(
    'field-value-too-few',
    'A list has too few items',
    'The field needs more of them to mean anything.',
    'add what is missing',
  ),
  refusal(
    'field-value-too-long',
    'A text is too long',
    'Names of Services and labels end at 63 characters, other names at 253, all annotations together at 256 KiB.',
    'shorten it',
  ),
  refusal(
    'field-value-too-many',
    'A list has too many items',
    'The field has an upper bound.',
    'split the object, or remove items',
  ),
  refusal(
    'field-value-too-short',
    'A text is too short',
    'The field has a lower bound.',
    'write more of it',
  ),
  refusal(
    'field-value-type-invalid',
    'A value of a custom resource has the wrong type',
    'The schema of its CustomResourceDefinition asks for another type.',
    'write the type that the message names',
  ),
  refusal(
    'already-exists',
    'Another object has the name',
    'The cluster holds an object of this kind and name.',
    'give it another name',
  ),
  refusal(
    'bad-request',
    'The request makes no sense',
    'The object and the place it is sent to contradict each other.',
    '',
  ),
  refusal(
    'conflict',
    'Somebody else changed it',
    'The object was changed since it was read, or another manager owns the field.',
    'read it again, or force the change',
  ),
  refusal(
    'forbidden',
    'An admission plugin refuses the object',
    'Pod security of the namespace, a quota, a limit range or a missing ServiceAccount stands against it. A Deployment would be taken, and none of its pods.',
    'change what the message names, or the labels of the namespace',
  ),
  refusal(
    'internal-error',
    'The API server fails at the object',
    'It cannot be said that the object is right, so it does not pass.',
    '',
  ),
  refusal('invalid', 'The object is not valid', 'The API server names no field.', ''),
  refusal(
    'not-found',
    'What the object belongs to is not there',
    'Its namespace or its kind is missing in the cluster.',
    'add it, or correct the name',
  ),
  refusal(
    'request-entity-too-large',
    'The object is larger than the API server reads',
    'It reads bodies of 3 MiB; etcd keeps objects of 1.5 MiB.',
    'split it, or keep the data outside of the cluster',
  ),
  {
    id: 'api/unchecked',
    severity: 'caution',
    title: 'Only a part of the rules of the kind was checked',
    why: 'Types and metadata were checked. The API server has more rules for the kind, which are not known here, so that it may still refuse the object.',
    fix: 'try it with kubectl apply --dry-run=server',
    silent: '',
    source: 'docs/api-server.md',
  },
  {
    id: 'api/warning',
    severity: 'warning',
    title: 'The API server takes the object, and warns',
    why: 'The field is deprecated, has no effect here, or is known to make trouble. kubectl shows the warning once; Argo CD shows it to nobody.',
    fix: 'change what the message names',
    silent: 'Where a rule explains the same of the same resource.',
    source: 'https://kubernetes.io/blog/2020/09/03/warnings/',
  },
];

function refusal(type: string, title: string, why: string, fix: string): RuleText {
  return { id: `api/${type}`, severity: 'error', title, why, fix, silent: '', source: SOURCE };
}
