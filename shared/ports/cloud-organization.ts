import type { CloudNode } from '#shared/domain/organization-import';

/** The organization in AWS, as the cloud itself lists it. */
export interface CloudOrganization {
  /**
   * Every organizational unit and account, parents before children, each once; what stands below the root stands below
   * our directory.
   *
   * @throws Error when it cannot be listed wholly: a part of it would look like an organization that lost the rest
   */
  list(): Promise<CloudNode[]>;
}
