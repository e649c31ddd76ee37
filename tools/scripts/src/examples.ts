/** A text in a file, which stands there exactly once, and what takes its place. */
export interface Edit {
  /** Relative to the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that is easy to make, prepared so that its diff can be seen at once. */
export interface Example {
  readonly name: string;
  readonly title: string;
  readonly edits: readonly Edit[];
}

export const examples: readonly Example[] = [
  {
    name: 'rename-port',
    title: 'a container port gets another name than the Service asks for',
    edits: [
      {
        file: 'base/services/go-server/workload.yaml',
        find: '- name: http\n              containerPort: 9000',
        replace: '- name: web\n              containerPort: 9000',
      },
    ],
  },
  {
    name: 'wrong-selector',
    title: 'a Service selects a label that no pod has',
    edits: [
      {
        file: 'base/services/helper-server/service.yaml',
        find: 'spec:\n  ports:',
        replace: 'spec:\n  selector:\n    app.kubernetes.io/component: backend\n  ports:',
      },
    ],
  },
  {
    name: 'remove-dns',
    title: 'no namespace is allowed to ask DNS any more',
    edits: [
      {
        file: 'base/platform/namespaces/closed/kustomization.yaml',
        find: '  - default-deny.yaml\n  - allow-dns.yaml',
        replace: '  - default-deny.yaml',
      },
    ],
  },
];
