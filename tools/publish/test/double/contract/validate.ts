import { Ajv2019 } from 'ajv/dist/2019.js';
import type { ValidateFunction } from 'ajv/dist/2019.js';
import { objectAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { toJsonSchema } from './json-schema.ts';
import type { Direction } from './json-schema.ts';
import { readSlice } from './slice.ts';

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function makeAjv(direction: Direction): Ajv2019 {
  const ajv = new Ajv2019({
    strict: false,
    // Half the time to compile, which is most of what a check costs.
    inlineRefs: false,
    code: { optimize: false },
    formats: {
      'date-time': DATE,
      uri: (text: string) => URL.canParse(text),
      int32: true,
      int64: true,
      double: true,
      email: true,
      'uri-template': true,
      'repo.nwo': true,
      timestamp: true,
      'ssh-key': true,
      date: true,
    },
  });
  const schemas = Object.fromEntries(
    Object.entries(objectAt(readSlice().components, 'schemas')).map(([name, schema]) => [
      name,
      toJsonSchema(schema, direction),
    ]),
  );
  ajv.addSchema({ $id: direction, components: { schemas } });
  return ajv;
}

const ajvs = new Map<Direction, Ajv2019>();
const compiled = new Map<JsonObject, ValidateFunction>();

/** What is wrong with a value, with its place in it; nothing where the schema takes it. */
export function findFault(
  schema: JsonObject,
  value: Json | undefined,
  direction: Direction,
): string | undefined {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    let ajv = ajvs.get(direction);
    if (ajv === undefined) ajvs.set(direction, (ajv = makeAjv(direction)));
    validate = ajv.compile(toJsonSchema(schema, direction) as object);
    compiled.set(schema, validate);
  }
  if (validate(value)) return undefined;
  return (validate.errors ?? [])
    .map(({ instancePath, message, params }) => {
      const detail = params['allowedValues'] ?? params['unevaluatedProperty'] ?? '';
      return `${instancePath || '/'} ${message ?? 'is wrong'} ${String(detail)}`.trim();
    })
    .join('; ');
}
