/**
 * The end of a name that kustomize made from the content: a dash and ten digits of a hexadecimal hash,
 * in which `0`, `1`, `3`, `a` and `e` are replaced by `g`, `h`, `k`, `m` and `t` (kyaml `hasher.encode`).
 * Few words can be spelled with these characters, so a name like `go-connection` is not taken for one.
 */
const HASH_SUFFIX = /-[2456789bcdfghkmt]{10}$/;

/** The name without its hash; undefined where it has none. */
export function stemOf(name: string): string | undefined {
  return HASH_SUFFIX.test(name) ? name.replace(HASH_SUFFIX, '') : undefined;
}
