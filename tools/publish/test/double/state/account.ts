export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'Bot' | 'Organization' | 'User';
}

export type Access = 'read' | 'write';

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly installation: number;
  readonly permissions: Readonly<Record<string, Access>>;
  /** In PEM; made when it is asked for. */
  publicKey?: string;
}

/** Who sends a request: the App itself (by JSON Web Token), its installation, or a person. */
export type Actor =
  | { readonly kind: 'app'; readonly account: Account }
  | {
      readonly kind: 'installation';
      readonly account: Account;
      readonly permissions: Readonly<Record<string, Access>>;
    }
  | { readonly kind: 'person'; readonly account: Account };
