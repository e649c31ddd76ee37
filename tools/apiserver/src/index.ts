export { admit, type AdmissionRequest, type AdmitAnswer, type AdmitOptions } from './admit.ts';
export type { Answer } from './answer.ts';
export { create, type CreateOptions } from './create.ts';
export type { DecodeProblem } from './decode/problem.ts';
export { defaultsOf } from './defaults-of.ts';
export type { Cause, FieldError, FieldErrorType } from './field/error.ts';
export {
  flag,
  integer,
  intOrString,
  object,
  objects,
  optionalFlag,
  optionalInteger,
  optionalText,
  text,
  textMap,
  texts,
} from './field/read.ts';
export { update, type UpdateOptions } from './update.ts';
