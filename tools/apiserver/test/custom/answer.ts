import type { JsonObject } from 'kustomize-ts';
import { create, update, type Answer } from '../../src/index.ts';
import type { Case } from './random-cases.ts';

/** What the API server's code, or ours, says of a case, in a form to compare. */
export interface Said {
  /** Why the object cannot be decoded. */
  readonly decode?: string;
  /** `field type message`, sorted. */
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
  readonly object?: JsonObject;
}

/** An answer of `oracle/crd`. */
export interface OracleAnswer {
  readonly definition?: string;
  readonly decode?: string;
  readonly strict?: readonly string[];
  readonly errors?: readonly {
    readonly field: string;
    readonly type: string;
    readonly message: string;
  }[];
  readonly warnings?: readonly string[];
  readonly object?: JsonObject;
}

/** The answer of the API server's code; undefined when it refuses the definition. */
export function saidByOracle(answer: OracleAnswer): Said | undefined {
  if (answer.definition !== undefined) return undefined;
  const { decode, strict, errors, warnings = [], object } = answer;
  if (decode !== undefined) return { decode };
  if (strict !== undefined) return { decode: `strict decoding error: ${strict.join(', ')}` };
  if (errors !== undefined) return { errors: sorted(errors), warnings: warnings.toSorted() };
  return { warnings: warnings.toSorted(), ...(object && { object }) };
}

/** Our answer. */
export function saidByUs(definition: JsonObject, { object, before }: Case): Said {
  const options = { definitions: [definition] };
  const answer: Answer = before
    ? update(before, object, { via: 'put', ...options })
    : create(object, options);
  const { errors, warnings, defaulted, message = '', reason } = answer;
  if (reason === 'BadRequest') {
    return {
      decode: message.replace(/^Widget in version "v1" cannot be handled as a Widget: /u, ''),
    };
  }
  const own = { warnings: warnings.toSorted() };
  if (errors.length > 0) return { errors: sorted(errors), ...own };
  return { ...own, ...(defaulted && { object: defaulted }) };
}

/** Our errors have each text once, as the status of the API server has. */
function sorted(
  errors: readonly { readonly field?: string; readonly type?: string; readonly message: string }[],
): string[] {
  const texts = errors.map(({ field, type, message }) => `${field ?? ''} ${type ?? ''} ${message}`);
  return [...new Set(texts)].toSorted();
}
