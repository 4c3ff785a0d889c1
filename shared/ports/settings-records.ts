import type { Activation } from '#shared/domain/activation';
import type { RightEnding } from '#shared/domain/right-ending';
import type { SettingsVersion } from '#shared/domain/role-settings';
import type { EventDraft, Page, PageRequest } from '#shared/ports';

/** A request withdrawn together with a change of the settings it was made under. */
export interface WithdrawnRequest {
  readonly next: Activation;
  readonly expecting: Activation;
  readonly event: EventDraft;
}

/** Settings of a role at a node, version after version. */
export interface SettingsRecords {
  /** Newest first. */
  listVersions(roleId: string, resourceId: string, page: PageRequest): Promise<Page<SettingsVersion>>;
  /** The settings that resources below the directory have of their own, by resource; a page may be short although more follow. */
  listOverrides(roleId: string, page: PageRequest): Promise<Page<SettingsVersion>>;
  /**
   * Brings the next version into force, or takes back the node's own with it, keeps it as part of the history and withdraws the requests, in one transaction.
   * With other approvers, what waits is to be brought to them.
   *
   * @throws Stale when the version before it is not in force any more, or a request is not the one expected
   */
  save(
    next: SettingsVersion,
    event: EventDraft,
    withdrawn: readonly WithdrawnRequest[],
    ending?: RightEnding,
  ): Promise<void>;
}
