import type { RoleProvider } from '#shared/domain/role';

/** What a provider is asked to give or take: one access of one principal. */
export interface Access {
  readonly key: string;
  readonly provider: RoleProvider;
  readonly principalId: string;
  readonly roleId: string;
  readonly resourceId: string;
}

/** The system where access lives. Giving and taking twice is harmless. */
export interface AccessProvider {
  grant(access: Access): Promise<void>;
  withdraw(access: Access): Promise<void>;
  /** Reads back whether the principal really has the access. */
  isGranted(access: Access): Promise<boolean>;
}
