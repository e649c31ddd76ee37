/**
 * The hosts that a listener and a route have in common, each written as narrowly as one of them (`HTTPRouteSpec.hostnames`,
 * `Listener.hostname` of the Gateway API): `*.` stands for any number of labels, but not for none. `*` is every host.
 */
export function commonHostnames(listener: string, route: readonly string[]): readonly string[] {
  const wide = listener === '' ? '*' : listener;
  const asked = route.length === 0 ? ['*'] : route;
  return [...new Set(asked.flatMap((hostname) => narrower(wide, hostname) ?? []))];
}

/** The narrower of two hosts, if one has the other in it. */
export function narrower(a: string, b: string): string | undefined {
  if (covers(a, b)) return b;
  return covers(b, a) ? a : undefined;
}

function covers(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true;
  if (!wide.startsWith('*.')) return false;
  const end = wide.slice(1);
  const name = narrow.startsWith('*.') ? narrow.slice(1) : narrow;
  return name.endsWith(end) && name.length > end.length;
}
