import { parseUnsigned } from '../go/number.ts';
import { quote } from '../go/quote.ts';

const VARIABLES = [
  '{qname}',
  '{qtype}',
  '{client_ip}',
  '{client_port}',
  '{protocol}',
  '{server_ip}',
  '{server_port}',
];

/**
 * Checks a rule about options of EDNS, which changes no answer that is modelled. Gives the message of what is wrong, or
 * whether the rule applies to every question: `replace` needs an option, which questions here do not have.
 * Source: CoreDNS plugin/rewrite/edns0.go.
 */
export function checkEdnsRule(args: readonly string[]): string | { readonly always: boolean } {
  if (args.length < 2) return 'too few arguments for an EDNS0 rule';
  const [type = '', action = ''] = args.map((text) => text.toLowerCase());
  if (action === 'unset') return checkUnset(type, args) ?? { always: true };
  if (!['append', 'replace', 'set'].includes(action)) return `invalid action: ${quote(action)}`;
  const rest = args.at(-1) === 'revert' ? args.slice(0, -1) : args;
  return checkRule(type, rest) ?? { always: action !== 'replace' && !isMetadata(rest[3] ?? '') };
}

function checkUnset(type: string, args: readonly string[]): string | undefined {
  switch (type) {
    case 'local':
      if (args.length !== 3) return 'local unset action requires exactly two arguments';
      return error(args[2] ?? '');
    case 'nsid':
    case 'subnet':
      return args.length === 2 ? undefined : `${type} unset action requires exactly one argument`;
    default:
      return `invalid rule type ${quote(type)}`;
  }
}

function checkRule(type: string, args: readonly string[]): string | undefined {
  const [, , third = '', fourth = ''] = args;
  switch (type) {
    case 'local': {
      if (args.length !== 4) return 'EDNS0 local rules require three or four args';
      const problem = error(third);
      if (problem !== undefined) return problem;
      if (fourth.startsWith('{') && fourth.endsWith('}')) {
        return VARIABLES.includes(fourth) || isMetadata(fourth)
          ? undefined
          : `unsupported variable name ${quote(fourth)}`;
      }
      return fourth.startsWith('0x') ? hexadecimalProblem(fourth.slice(2)) : undefined;
    }
    case 'nsid':
      return args.length === 2 ? undefined : 'EDNS0 NSID rules can accept no more than one arg';
    case 'subnet':
      if (args.length !== 4) return 'EDNS0 subnet rules require three or four args';
      return maskProblem(third, 32, 'IPv4') ?? maskProblem(fourth, 128, 'IPv6');
    default:
      return `invalid rule type ${quote(type)}`;
  }
}

function error(code: string): string | undefined {
  const parsed = parseUnsigned(code, 16, 0);
  return 'error' in parsed ? parsed.error : undefined;
}

function isMetadata(variable: string): boolean {
  return /^\{[^/]+\/.+\}$/s.test(variable);
}

function maskProblem(text: string, max: number, family: string): string | undefined {
  const parsed = parseUnsigned(text, 16, 0);
  if ('error' in parsed) return parsed.error;
  return parsed.value > max ? `invalid ${family} bit mask length ${parsed.value}` : undefined;
}

function hexadecimalProblem(digits: string): string | undefined {
  const wrong = /[^0-9a-fA-F]/.exec(digits)?.[0];
  if (wrong !== undefined) return `encoding/hex: invalid byte: ${runeText(wrong)}`;
  return digits.length % 2 === 0 ? undefined : 'encoding/hex: odd length hex string';
}

/** `%#U`. */
function runeText(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${character}'`;
}
