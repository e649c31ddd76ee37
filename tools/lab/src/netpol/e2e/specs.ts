/** How a run of Ginkgo ended. */
export interface SpecResults {
  readonly passed: readonly string[];
  readonly failed: readonly FailedSpec[];
}

export interface FailedSpec {
  readonly name: string;
  readonly message: string;
}

/** What of Ginkgo's JSON report is read (types.Report of github.com/onsi/ginkgo/v2). */
export interface GinkgoReport {
  readonly SpecReports: readonly {
    readonly ContainerHierarchyTexts: readonly string[] | null;
    readonly LeafNodeText: string;
    readonly LeafNodeType: string;
    readonly State: string;
    readonly Failure?: { readonly Message: string };
  }[];
}

const PASSED = 'passed';
const NOT_RUN = ['skipped', 'pending'];

/** The specs that ran. What failed before or after them, as `BeforeSuite`, is among the failed. */
export function readReport(reports: readonly GinkgoReport[]): SpecResults {
  const ran = reports
    .flatMap((report) => report.SpecReports)
    .filter(({ State }) => !NOT_RUN.includes(State))
    .map(({ ContainerHierarchyTexts, LeafNodeText, LeafNodeType, State, Failure }) => ({
      name: [...(ContainerHierarchyTexts ?? []), LeafNodeText || `[${LeafNodeType}]`].join(' '),
      isSpec: LeafNodeType === 'It',
      isPassed: State === PASSED,
      message: Failure?.Message ?? State,
    }));
  return {
    passed: ran.filter(({ isSpec, isPassed }) => isSpec && isPassed).map(({ name }) => name),
    failed: ran
      .filter(({ isPassed }) => !isPassed)
      .map(({ name, message }) => ({ name, message: message.split('\n', 1)[0] ?? '' })),
  };
}
