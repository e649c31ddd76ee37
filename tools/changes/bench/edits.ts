/** A change of one file; another one for each number. Can be made again on what it made. */
export interface FileEdit {
  readonly file: string;
  readonly change: (text: string, number: number) => string;
}

export type EditName = 'line' | 'servicePort' | 'networkPolicy' | 'base' | 'label';

/** One of a thousand. */
export const OVERLAY = 'overlays/prod/svc-0001';

const MARK = '# benchmark\n';

/** What people do to the generated monorepo. */
export const edits: Readonly<Record<EditName, readonly FileEdit[]>> = {
  line: [
    {
      file: `${OVERLAY}/patch-deploy.yaml`,
      change: (text, number) => text.replace(/memory: \d+Mi/, `memory: ${1000 + number}Mi`),
    },
  ],
  servicePort: [patched('Service', '/spec/ports/0/port', 2000)],
  networkPolicy: [patched('NetworkPolicy', '/spec/ingress/0/ports/0/port', 9000)],
  base: [
    {
      file: 'base/b0/deployment.yaml',
      change: (text, number) => text.replace(/memory: \d+Mi/, `memory: ${1000 + number}Mi`),
    },
  ],
  label: Array.from({ length: 5 }, (_, base) => ({
    file: `base/b${base}/kustomization.yaml`,
    change: (text: string, number: number) =>
      `${unmarked(text)}${MARK}labels:\n- pairs:\n    team: team-${number}\n`,
  })),
};

/** A JSON patch in the kustomization of the overlay. */
function patched(kind: string, pointer: string, first: number): FileEdit {
  return {
    file: `${OVERLAY}/kustomization.yaml`,
    change: (text, number) => {
      const patch = `- target:
    kind: ${kind}
    name: app
  patch: |-
    - op: replace
      path: ${pointer}
      value: ${first + number}
`;
      return text.replace(
        /patches:\n(?:# benchmark\n[^]*?# benchmark\n)?/,
        `patches:\n${MARK}${patch}${MARK}`,
      );
    },
  };
}

function unmarked(text: string): string {
  const mark = text.indexOf(MARK);
  return mark < 0 ? text : text.slice(0, mark);
}
