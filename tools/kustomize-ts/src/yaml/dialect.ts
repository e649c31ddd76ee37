/**
 * Which of the two YAML readers of kustomize is meant: `1.2` is go-yaml v3, which reads resources and strategic
 * merge patches; `1.1` is go-yaml v2, which reads kustomization files, JSON6902 patches and plugin configuration.
 */
export type Dialect = '1.1' | '1.2';
