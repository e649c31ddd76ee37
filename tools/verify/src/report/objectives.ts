import type { Check, Part } from '../check.ts';
import { disagrees } from './verification.ts';

/** What was promised of service discovery, held against what was measured. */
export interface Objective {
  readonly name: string;
  readonly target: string;
  readonly measured: string;
  readonly verdict: 'held' | 'missed' | 'not-conclusive';
}

/** Milliseconds. */
const FAILOVER = 1000;
const DNS_P99 = 10;

/** Parts that say whether a name leads to those who should answer. */
const DISCOVERY: readonly Part[] = ['services', 'endpoints', 'dns', 'external'];

/**
 * The service level objectives of which there is something to say: a failover shorter than a second, DNS faster than 10
 * ms at the 99th percentile, even load, and no discovery failure. A measurement that a busy machine may have spoilt
 * decides nothing.
 */
export function objectivesOf(checks: readonly Check[]): readonly Objective[] {
  return [
    ...limit(checks, { name: 'failover', part: 'failover', figure: 'window', below: FAILOVER }),
    ...limit(checks, { name: 'DNS latency, p99', part: 'latency', figure: 'p99', below: DNS_P99 }),
    ...evenLoad(checks),
    ...noFailures(checks),
  ];
}

interface Limit {
  readonly name: string;
  readonly part: Part;
  /** Its key among the figures of a check, in milliseconds. */
  readonly figure: string;
  readonly below: number;
}

/** The worst one counts; of what was skipped, or was asked in vain, a figure says nothing. */
function limit(
  checks: readonly Check[],
  { name, part, figure, below }: Limit,
): readonly Objective[] {
  const measured = checks.flatMap((check) => {
    const value = check.part === part ? check.figures?.[figure] : undefined;
    if (value === undefined || check.verdict === 'skipped') return [];
    return [{ value, isConclusive: check.verdict !== 'not-conclusive', isWrong: disagrees(check) }];
  });
  if (measured.length === 0) return [];
  const conclusive = measured.filter(({ isConclusive }) => isConclusive);
  const counted = conclusive.length > 0 ? conclusive : measured;
  const worst = Math.max(...counted.map(({ value }) => value));
  // Answers that were lost are no part of the figure.
  const isHeld = worst < below && !measured.some(({ isWrong }) => isWrong);
  const verdict = conclusive.length === 0 ? 'not-conclusive' : isHeld ? 'held' : 'missed';
  return [{ name, target: `< ${below} ms`, measured: `${Number(worst.toFixed(2))} ms`, verdict }];
}

function evenLoad(checks: readonly Check[]): readonly Objective[] {
  const balance = checks.filter(({ part, verdict }) => part === 'balance' && verdict !== 'skipped');
  if (balance.length === 0) return [];
  const even = balance.filter(({ verdict }) => verdict === 'agrees').length;
  const isMissed = balance.some((check) => disagrees(check));
  return [
    {
      name: 'even load',
      target: 'every Service',
      measured: `${even} of ${balance.length}`,
      verdict: isMissed ? 'missed' : even === balance.length ? 'held' : 'not-conclusive',
    },
  ];
}

/** Without questions to the DNS server nothing is known of failures. */
function noFailures(checks: readonly Check[]): readonly Objective[] {
  if (!checks.some(({ part, verdict }) => part === 'dns' && verdict !== 'skipped')) return [];
  const own = checks.filter(({ part }) => DISCOVERY.includes(part));
  const failures = own.filter((check) => disagrees(check)).length;
  const isOpen = own.some(({ verdict }) => verdict === 'not-conclusive');
  return [
    {
      name: 'discovery failures',
      target: '0',
      measured: String(failures),
      verdict: failures > 0 ? 'missed' : isOpen ? 'not-conclusive' : 'held',
    },
  ];
}
