import type { Answer, Load, ResolvConf, Session } from './question.ts';

/** Reads what a prober wrote; undefined where it was cut off, or is no prober: `ask.go` of the prober. */
export function readSession(output: string, questions: number): Session | undefined {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  if (lines.length !== questions + 2) return undefined;
  const parsed = lines.map(parse);
  const [beginning, ending] = [parsed.at(0), parsed.at(-1)];
  const answers = parsed.slice(1, -1);
  if (!isBeginning(beginning) || !isEnding(ending) || !answers.every(isAnswer)) return undefined;
  return { ...beginning, answers, load: ending.load };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isBeginning(
  value: unknown,
): value is { readonly hostname: string; readonly resolvConf: ResolvConf } {
  return (
    isObject(value) && 'hostname' in value && 'resolvConf' in value && isObject(value.resolvConf)
  );
}

function isEnding(value: unknown): value is { readonly load: Load } {
  return isObject(value) && 'load' in value && isObject(value.load) && 'control' in value.load;
}

function isAnswer(value: unknown): value is Answer {
  return isObject(value) && 'result' in value && typeof value.result === 'string';
}
