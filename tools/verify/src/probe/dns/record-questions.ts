import type { DiscoveryModel } from '@fingerpost/discovery';

/** One question to the name server. */
export interface NameQuestion {
  /** Absolute; symbols in braces. */
  readonly name: string;
  readonly type: string;
}

const NOWHERE = 'no-such-name';

/** Every record that is predicted, and both families of every name that has addresses. */
export function recordQuestions({ records }: Pick<DiscoveryModel, 'records'>): NameQuestion[] {
  const asked = records.flatMap(({ name, type }): NameQuestion[] =>
    type === 'A' || type === 'AAAA'
      ? [
          { name, type: 'A' },
          { name, type: 'AAAA' },
        ]
      : [{ name, type }],
  );
  return distinct(asked);
}

/**
 * Names that people get wrong: no such Service in the namespace, no such namespace, the right Service in the wrong
 * namespace, no such port, no such pod of a headless Service.
 */
export function wrongNames({
  services,
  environment: { clusterDomain },
}: Pick<DiscoveryModel, 'environment' | 'services'>): NameQuestion[] {
  const zone = `svc.${clusterDomain}.`;
  const namespaces = [...new Set(services.map(({ namespace }) => namespace))].toSorted();
  const names = services.flatMap(({ namespace, name, addressing }, index) => {
    const other = namespaces.filter((one) => one !== namespace);
    const wrong = other[index % Math.max(other.length, 1)] ?? NOWHERE;
    return [
      `${name}.${wrong}.${zone}`,
      `${name}.${NOWHERE}.${zone}`,
      ...(addressing === 'headless' ? [`${NOWHERE}.${name}.${namespace}.${zone}`] : []),
    ];
  });
  return distinct([
    ...namespaces.map((namespace) => ({ name: `${NOWHERE}.${namespace}.${zone}`, type: 'A' })),
    ...names.map((name) => ({ name, type: 'A' })),
    ...services.map(({ namespace, name }) => ({
      name: `_${NOWHERE}._tcp.${name}.${namespace}.${zone}`,
      type: 'SRV',
    })),
  ]);
}

function distinct(questions: readonly NameQuestion[]): NameQuestion[] {
  return [...new Map(questions.map((one) => [`${one.type} ${one.name}`, one])).values()];
}
