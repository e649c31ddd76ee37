import type { AllowedKind, Application, AppProject } from './types.ts';

/** An object that a unit applies. */
export interface Applied {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** '' of what belongs to no namespace. */
  readonly namespace: string;
}

/** What only patterns of a project can hold, and this test does not read. */
const PATTERN = /[!*?[\]{}\\]/;

/**
 * Why a project refuses what an Application wants to apply; none where it permits everything. A project with patterns
 * is refused as a whole: the projects here name everything.
 * Source: pkg/apis/application/v1alpha1/app_project_types.go and controller/sync.go of Argo CD 3.5.
 */
export function refusals(
  { metadata, spec }: AppProject,
  application: Application,
  objects: readonly Applied[],
): string[] {
  const { sourceRepos, destinations, clusterResourceWhitelist = [] } = spec;
  // Without a list every kind with a namespace is permitted, which no project here wants.
  const { namespaceResourceWhitelist } = spec;
  if (namespaceResourceWhitelist === undefined) return [`${metadata.name} permits every kind`];
  const texts = [
    ...sourceRepos,
    ...destinations.flatMap(({ name = '', namespace = '' }) => [name, namespace]),
  ];
  if (texts.some((text) => PATTERN.test(text))) {
    throw new Error(`${metadata.name}: this test reads no patterns`);
  }
  const { name: cluster } = application.spec.destination;
  const isDestination = (namespace: string): boolean =>
    destinations.some((one) => one.name === cluster && one.namespace === namespace);
  const found: string[] = [];
  const refuse = (what: string): void => {
    found.push(
      `${application.metadata.name}: ${what} is not permitted in project ${metadata.name}`,
    );
  };
  const { repoURL } = application.spec.source;
  if (!sourceRepos.includes(repoURL)) refuse(`repository ${repoURL}`);
  const { namespace: home } = application.spec.destination;
  if (!isDestination(home)) refuse(`destination ${cluster}/${home}`);
  for (const { group, kind, name, namespace } of objects) {
    const list = namespace === '' ? clusterResourceWhitelist : namespaceResourceWhitelist;
    const isListed = list.some((allowed) => permits(allowed, { group, kind, name }));
    if (!isListed) refuse(`${group}/${kind} ${name}`);
    if (namespace !== '' && !isDestination(namespace)) {
      refuse(`${kind} ${name} in namespace ${namespace}`);
    }
  }
  return found;
}

function permits(allowed: AllowedKind, object: Pick<Applied, 'group' | 'kind' | 'name'>): boolean {
  if (PATTERN.test(`${allowed.group}${allowed.kind}${allowed.name ?? ''}`)) {
    throw new Error(`${allowed.kind}: this test reads no patterns`);
  }
  const isKind = allowed.group === object.group && allowed.kind === object.kind;
  return isKind && (allowed.name === undefined || allowed.name === object.name);
}
