import type { RuleText } from '../rule-text.ts';

const SOURCE = 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation';

/** What the API server cannot decode; `kubectl apply` and Argo CD are refused, whatever else is right. */
export const decoding: readonly RuleText[] = [
  {
    id: 'schema/duplicate-field',
    severity: 'error',
    title: 'A key stands twice in one mapping',
    why: 'YAML readers keep one of the two, and not all of them the same one. The API server refuses it under strict field validation.',
    fix: 'keep one of them',
    silent: 'In files that a kustomization reads: there kustomize itself refuses it.',
    source: SOURCE,
  },
  {
    id: 'schema/invalid-value',
    severity: 'error',
    title: 'A text has not the form that its field asks for',
    why: 'Quantities, times and base64 are texts of a form of their own. One that cannot be read stops the whole object.',
    fix: 'write it in the form that the message names, such as 500m, 128Mi or an RFC 3339 time',
    silent: '',
    source: SOURCE,
  },
  {
    id: 'schema/invalid-yaml',
    severity: 'error',
    title: 'A value has no form in JSON',
    why: 'What is sent to the API server is JSON. A value such as .inf or .nan has none, so the object cannot be sent.',
    fix: 'quote the value, or use a finite number',
    silent: '',
    source: 'https://yaml.org/spec/1.2.2/#10214-floating-point',
  },
  {
    id: 'schema/unknown-field',
    severity: 'error',
    title: 'The kind has no such field',
    why: 'Without strict validation the API server drops the field, and what it was meant to do does not happen: a misspelt selector, probe or port is silently absent.',
    fix: 'correct the name or the indentation, or remove the field',
    silent:
      'Where the definition of a custom resource keeps unknown fields (x-kubernetes-preserve-unknown-fields).',
    source: SOURCE,
  },
  {
    id: 'schema/unknown-kind',
    severity: 'error',
    title: 'Nobody knows the kind',
    why: 'The API server has no such kind in that version: it is misspelt, was removed, or its CustomResourceDefinition is neither built in nor among the manifests.',
    fix: 'correct apiVersion and kind, or add the CustomResourceDefinition to the manifests or to given of the environment',
    silent: '',
    source: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  },
  {
    id: 'schema/wrong-type',
    severity: 'error',
    title: 'A value has the wrong type',
    why: 'A number where a text belongs, or a text where a number belongs. Environment variables, labels and annotations are texts; YAML reads true, 80 and 1e3 as something else.',
    fix: 'quote what has to be a text; take the quotes off a number',
    silent: '',
    source: SOURCE,
  },
];
