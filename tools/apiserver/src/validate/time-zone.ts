// Source: pkg/apis/batch/validation/validation.go, validateTimeZone.

/** What is wrong with the name of a time zone. */
export function timeZoneProblem(zone: string): string[] {
  if (zone === '') return ['timeZone must be nil or non-empty string'];
  const named = zone
    .split('/')
    .every((part) => /^[A-Za-z.\-_0-9+]{1,14}$/.test(part) && !/^(?:\.|\.\.|-.*)$/.test(part));
  if (!named) return [`unknown time zone ${zone}`];
  if (zone.toLowerCase() === 'local') {
    const problem =
      'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    // Go knows `Local` by this name alone.
    return zone === 'Local' ? [problem] : [problem, `unknown time zone ${zone}`];
  }
  if (zone.includes('..')) return ['time: invalid location name'];
  return timeZoneExists(zone) ? [] : [`unknown time zone ${zone}`];
}

/**
 * Whether the time zone database has a zone. Names are files of the API server's image, so case counts, which
 * it does not for ECMAScript.
 */
export function timeZoneExists(zone: string): boolean {
  if (zone === 'UTC' || zone === '' || zone === 'Local') return true;
  // Offsets are zones of ECMAScript, but not of the database.
  if (/^[+-]/.test(zone)) return false;
  try {
    const resolved = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
    if (resolved.toLowerCase() === zone.toLowerCase()) return resolved === zone;
    // Another name of a zone: all of them are written with capitals.
    return zone.split('/').every((part) => /^[A-Z]/.test(part));
  } catch {
    return false;
  }
}
