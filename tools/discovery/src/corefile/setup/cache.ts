import { CorefileError } from '../corefile-error.ts';
import { MINUTE, SECOND, parseDuration } from '../go/duration.ts';
import { parseInteger } from '../go/number.ts';
import { quote } from '../go/quote.ts';
import { normalizeName } from '../names/domain-name.ts';
import { originsOf } from '../names/origins.ts';
import type { Dispenser } from '../parse/dispenser.ts';
import type { Block } from './block.ts';
import { args, duration, integer, need, once } from './read.ts';
import type { Setup } from './setup.ts';

export interface CacheConfig {
  readonly kind: 'cache';
  readonly zones: readonly string[];
  readonly success: Limits;
  readonly denial: Limits;
  /** How long a failure is kept, in seconds. */
  readonly failure: number;
}

/** The bounds of a TTL, in seconds. */
interface Limits {
  readonly min: number;
  readonly max: number;
}

/** Source: CoreDNS plugin/cache/setup.go. */
export const setupCache: Setup = (cursor, block) => {
  let config: CacheConfig | undefined;
  once(cursor, () => {
    config = readCache(cursor, block);
  });
  return config ? [config] : [];
};

function readCache(cursor: Dispenser, block: Block): CacheConfig {
  let zones = cursor.remainingArgs();
  let success: Limits = { min: 5, max: 3600 };
  let denial: Limits = { min: 5, max: 1800 };
  let failure = 5;
  const ttl = parseInteger(zones[0] ?? '');
  if ('value' in ttl) {
    const max = positive(cursor, ttl.value);
    success = { ...success, max };
    denial = { ...denial, max };
    zones = zones.slice(1);
  }
  const seen = new Set<string>();
  while (cursor.nextBlock()) {
    const property = cursor.value();
    switch (property) {
      case 'success':
        success = readLimits(cursor, success);
        break;
      case 'denial':
        denial = readLimits(cursor, denial);
        break;
      case 'prefetch':
        checkPrefetch(cursor);
        break;
      case 'serve_stale':
        checkServeStale(cursor);
        break;
      case 'serve_stale_policy':
        if (seen.has(property)) {
          throw cursor.failure('serve_stale_policy can only be specified once');
        }
        checkStalePolicy(cursor);
        break;
      case 'servfail':
        failure = readFailure(cursor);
        break;
      case 'disable':
        checkDisable(cursor);
        break;
      case 'keepttl':
        args(cursor, 0);
        break;
      default:
        throw cursor.argumentError();
    }
    seen.add(property);
  }
  if (seen.has('serve_stale_policy') && !seen.has('serve_stale')) {
    throw cursor.failure('serve_stale_policy requires serve_stale');
  }
  return { kind: 'cache', zones: originsOf(zones, block.keys), success, denial, failure };
}

function positive(cursor: Dispenser, ttl: number): number {
  if (ttl > 0) return ttl;
  throw cursor.failure(`cache TTL can not be zero or negative: ${ttl}`);
}

function readLimits(cursor: Dispenser, limits: Limits): Limits {
  const [capacity, max, min] = args(cursor, 1, Infinity);
  integer(cursor, capacity ?? '');
  if (max === undefined) return limits;
  const changed = { ...limits, max: positive(cursor, integer(cursor, max)) };
  if (min === undefined) return changed;
  const least = integer(cursor, min);
  if (least < 0) throw cursor.failure(`cache min TTL can not be negative: ${least}`);
  return { ...changed, min: least };
}

function checkPrefetch(cursor: Dispenser): void {
  const [amount = '', period, percentage] = args(cursor, 1, 3);
  const count = integer(cursor, amount);
  if (count < 0) throw cursor.failure(`prefetch amount should be positive: ${count}`);
  if (period !== undefined) duration(cursor, period);
  if (percentage === undefined) return;
  const last = percentage.at(-1);
  if (last === undefined) {
    throw new CorefileError('panic: runtime error: index out of range [-1]', cursor.position, true);
  }
  if (last !== '%') {
    throw cursor.failure(`last character of percentage should be \`%\`, but is: '${last}'`);
  }
  const number = integer(cursor, percentage.slice(0, -1));
  if (number < 10 || number > 90) {
    throw cursor.failure(`percentage should fall in range [10, 90]: ${number}`);
  }
}

function checkServeStale(cursor: Dispenser): void {
  const [time, mode, ...rest] = args(cursor, 0, 5);
  if (time !== undefined && duration(cursor, time) < 0n) {
    throw cursor.failure('invalid negative duration for serve_stale');
  }
  if (mode === undefined) return;
  const lower = mode.toLowerCase();
  if (lower !== 'immediate' && lower !== 'verify') {
    throw cursor.failure(`invalid value for serve_stale refresh mode: ${lower}`);
  }
  if (rest.length === 0) return;
  if (lower === 'verify') {
    const timeout = need(parseDuration(rest[0] ?? ''), (message) =>
      cursor.failure(`invalid serve_stale verify timeout: ${message}`),
    );
    if (timeout < 0n) throw cursor.failure('invalid negative timeout for serve_stale verify');
    rest.shift();
  } else if (rest.length > 2) {
    throw cursor.argumentError();
  }
  const [ttl, recheck] = rest;
  if (ttl !== undefined) checkStaleTtl(cursor, ttl);
  if (recheck !== undefined) checkStaleRecheck(cursor, recheck);
}

function checkStaleTtl(cursor: Dispenser, text: string): void {
  const ttl = need(parseDuration(text), (message) =>
    cursor.failure(`invalid serve_stale response TTL: ${message}`),
  );
  if (ttl < 0n) throw cursor.failure('invalid negative response TTL for serve_stale');
  if (ttl % SECOND !== 0n) {
    throw cursor.failure('serve_stale response TTL must be a whole number of seconds');
  }
  if (ttl / SECOND > 0xffffffffn) {
    throw cursor.failure('serve_stale response TTL exceeds the DNS TTL range');
  }
}

function checkStaleRecheck(cursor: Dispenser, text: string): void {
  const recheck = need(parseDuration(text), (message) =>
    cursor.failure(`invalid serve_stale failure recheck: ${message}`),
  );
  if (recheck < 0n) throw cursor.failure('invalid negative failure recheck for serve_stale');
  if (recheck > 5n * MINUTE) {
    throw cursor.failure('serve_stale failure recheck cannot exceed 5 minutes');
  }
}

function checkStalePolicy(cursor: Dispenser): void {
  const [policy = ''] = args(cursor, 1);
  if (policy.toLowerCase() !== 'prefer_positive') {
    throw cursor.failure(`invalid serve_stale_policy: ${policy}`);
  }
}

function readFailure(cursor: Dispenser): number {
  const [text = ''] = args(cursor, 1);
  const ttl = duration(cursor, text);
  if (ttl < 0n) throw cursor.failure('invalid negative ttl for servfail');
  if (ttl > 5n * MINUTE) {
    throw cursor.failure('caching SERVFAIL responses over 5 minutes is not permitted');
  }
  return Number(ttl / SECOND);
}

function checkDisable(cursor: Dispenser): void {
  const [type = '', ...zones] = args(cursor, 1, Infinity);
  for (const zone of zones) {
    if (normalizeName(zone) === '') throw cursor.failure(`invalid disabled zone: ${zone}`);
  }
  if (type !== 'success' && type !== 'denial') {
    throw cursor.failure(
      `cache type for disable must be ${quote('success')} or ${quote('denial')}`,
    );
  }
}
