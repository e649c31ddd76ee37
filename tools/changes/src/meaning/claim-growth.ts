import { object, text } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';

import { canonical, fieldOf } from '../field/value.ts';

/** Whether nothing of a PersistentVolumeClaim's spec changes but that more storage is asked for. */
export function onlyGrows(before: JsonObject, after: JsonObject): boolean {
  const [old, now] = [before, after].map((claim) => object(claim, 'spec') ?? {});
  if (!old || !now) return false;
  const [small, large] = [old, now].map((spec) =>
    bytesOf(text(object(object(spec, 'resources'), 'requests'), 'storage')),
  );
  return (
    small !== undefined && large !== undefined && large >= small && restOf(old) === restOf(now)
  );
}

/** A spec without what a bound claim may change. */
function restOf(spec: JsonObject): string {
  const { resources, volumeAttributesClassName: _, ...rest } = spec;
  return canonical({ ...rest, limits: fieldOf(resources, 'limits') ?? null });
}

const UNITS = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** The number that a quantity stands for, `1.5Gi` or `500M`; undefined of what is none. */
function bytesOf(quantity: string): number | undefined {
  const [, number, unit = '', binary] = /^(\d+(?:\.\d+)?)([kKMGTPE]?)(i?)$/.exec(quantity) ?? [];
  const power = UNITS.indexOf(unit === 'K' ? 'k' : unit);
  return number === undefined ? undefined : Number(number) * (binary ? 1024 : 1000) ** power;
}
