import type { EndpointRow } from './endpoint-rows.ts';

type RowsByKey = ReadonlyMap<string, EndpointRow>;

/** Rows go by their address; where one is behind the Service with several sets of ports, by these too. */
export function rowsByKey(
  predicted: readonly EndpointRow[],
  real: readonly EndpointRow[],
): readonly [RowsByKey, RowsByKey] {
  const several = new Set(
    [predicted, real].flatMap((rows) =>
      [...Map.groupBy(rows, ({ address }) => address)].flatMap(([address, own]) =>
        own.length > 1 ? [address] : [],
      ),
    ),
  );
  const keyed = (rows: readonly EndpointRow[]): RowsByKey =>
    new Map(
      rows.map((row) => {
        const ports = several.has(row.address) ? ` ${row.facts['ports'] ?? ''}` : '';
        return [`${row.address}${ports}`, row];
      }),
    );
  return [keyed(predicted), keyed(real)];
}
