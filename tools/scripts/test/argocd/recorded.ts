/** What the code of Argo CD said of cases.ts, and of which settings. */
export interface Recorded {
  readonly version: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly notificationSettings: Readonly<Record<string, string>>;
  readonly health: readonly { readonly status: string; readonly message?: string }[];
  readonly templates: readonly { readonly value?: string; readonly error?: string }[];
  readonly notifications: readonly (readonly {
    readonly trigger: string;
    readonly message: string;
  }[])[];
}
