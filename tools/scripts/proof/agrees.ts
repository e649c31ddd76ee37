import { CLOSED } from './words.ts';

/** Characters of a message of the API server that are compared: lists of what would be allowed differ in their ends. */
const COMPARED = 300;

/** Whether the cluster answered what was predicted. Messages of programs are compared without their places in files. */
export function agrees(predicted: string, real: string): boolean {
  if (predicted === real) return true;
  if (predicted === CLOSED) return real === 'refused' || real === 'times out';
  const [kind = '', message = ''] = split(predicted);
  const [realKind = '', realMessage = ''] = split(real);
  if (kind !== realKind || message === '') return false;
  const field = unknownField(message);
  if (field !== undefined) return field === unknownField(realMessage);
  return realMessage.includes(message.slice(0, COMPARED));
}

function split(answer: string): readonly string[] {
  const at = answer.indexOf(': ');
  return at < 0 ? [answer, ''] : [answer.slice(0, at), normalized(answer.slice(at + 2))];
}

function normalized(message: string): string {
  return message.replaceAll(/\s+/g, ' ').trim();
}

/** The API server names it in other words, and in another place, to those who apply and to those who create. */
function unknownField(message: string): string | undefined {
  const [, created, applied] =
    /unknown field "(?:[^"]*\.)?(\w+)"|\.(\w+): field not declared in schema/.exec(message) ?? [];
  return created ?? applied;
}
