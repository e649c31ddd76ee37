import type { JsonObject } from 'kustomize-ts';
import { goQuote } from '../field/go-format.ts';
import { object, texts } from '../field/read.ts';
import { qualifiedName } from '../validate/common/names.ts';
import { isStandardFinalizer } from '../validate/metadata.ts';

/**
 * Warnings of the finalizers that a custom resource gets.
 * Source: generateWarningsFromObj in apiextensions-apiserver/pkg/registry/customresource/strategy.go.
 */
export function warnOfFinalizers(target: JsonObject, before?: JsonObject): string[] {
  const old = texts(object(before, 'metadata'), 'finalizers');
  const added = new Set(texts(object(target, 'metadata'), 'finalizers'));
  return [...added]
    .filter((finalizer) => !old.includes(finalizer))
    .toSorted()
    .flatMap((finalizer) => warnOf(finalizer));
}

function warnOf(finalizer: string): string[] {
  const place = `metadata.finalizers: ${goQuote(finalizer)}:`;
  const warnings = qualifiedName(finalizer).map((message) => `${place} ${message}`);
  if (isStandardFinalizer(finalizer)) return warnings;
  const path = finalizer.includes('.') ? ' including a path (/)' : '';
  const advice = `prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`;
  return [...warnings, `${place} ${advice}`];
}
