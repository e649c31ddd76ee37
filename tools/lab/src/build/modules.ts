/** A Go program of the lab: its module, and what is built of it. */
export interface GoModule {
  readonly name: string;
  /** Relative to the repository. */
  readonly folder: string;
  readonly programs: readonly GoProgram[];
  /** Not needed by `up`: built when asked for by name. */
  readonly optional?: boolean;
}

export interface GoProgram {
  readonly name: string;
  /** The package, as `go build` takes it. */
  readonly package: string;
  readonly linkerFlags?: readonly string[];
  /** A binary of tests, by `go test -c`. */
  readonly test?: boolean;
}

const KUBERNETES = '1.36.3';

/** Kubernetes tells its version by variables that its own build sets; the same values in every build, so that builds are cached. */
const VERSION_FLAGS = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap(
  (name) => {
    const [major, minor] = KUBERNETES.split('.');
    const values = {
      gitMajor: major,
      gitMinor: minor,
      gitVersion: `v${KUBERNETES}`,
      gitCommit: 'fingerpostlab',
      gitTreeState: 'clean',
      buildDate: '2026-01-01T00:00:00Z',
    };
    return Object.entries(values).flatMap(([key, value]) => ['-X', `${name}.${key}=${value}`]);
  },
);

const CONTAINERD = 'github.com/containerd/containerd/v2/cmd';

/** The longest build first: it shows early whether the machine can build at all. */
export const MODULES: readonly GoModule[] = [
  {
    name: 'hyper',
    folder: 'tools/lab/go/hyper',
    programs: [{ name: 'hyper', package: '.', linkerFlags: VERSION_FLAGS }],
  },
  {
    name: 'containerd',
    folder: 'tools/lab/go/containerd',
    programs: ['containerd', 'containerd-shim-runc-v2', 'ctr'].map((name) => ({
      name,
      package: `${CONTAINERD}/${name}`,
    })),
  },
  {
    name: 'coredns',
    folder: 'tools/lab/go/coredns',
    programs: [{ name: 'coredns', package: 'github.com/coredns/coredns' }],
  },
  {
    name: 'podinfo',
    folder: 'tools/lab/go/podinfo',
    programs: [{ name: 'podinfo', package: 'github.com/stefanprodan/podinfo/cmd/podinfo' }],
  },
  {
    name: 'prober',
    folder: 'tools/verify/prober',
    programs: [{ name: 'prober', package: '.' }],
  },
  {
    name: 'argocd',
    folder: 'tools/lab/go/argocd',
    programs: [
      {
        name: 'argocd',
        package: 'github.com/argoproj/argo-cd/v3/cmd',
        linkerFlags: ['-X', 'github.com/argoproj/argo-cd/v3/common.version=v3.5.7'],
      },
    ],
    optional: true,
  },
  {
    name: 'e2e',
    folder: 'tools/lab/go/e2e',
    programs: [
      { name: 'e2e.test', package: '.', test: true },
      { name: 'agnhost', package: 'k8s.io/kubernetes/test/images/agnhost' },
    ],
    optional: true,
  },
];
