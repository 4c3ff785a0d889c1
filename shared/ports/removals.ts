import type { Principal } from '#shared/domain/principal';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import type { EventDraft } from '#shared/ports';

/** What named something first; `earlier_version`: it was made by one that kept no count of it. */
export const uses = [
  'assignment',
  'activation',
  'settings',
  'membership',
  'child',
  'person',
  'earlier_version',
] as const;
export type Use = (typeof uses)[number];

/** Something that can go as long as nothing ever named it. */
export type Removable =
  | { readonly noun: 'role'; readonly record: Role }
  | { readonly noun: 'resource'; readonly record: Resource }
  | { readonly noun: 'principal'; readonly record: Principal };

/** Taking roles, resources and principals out of the organization for good, where nobody will ever ask after them. */
export interface Removals {
  /** What named it first; nothing when nothing ever did. */
  findUse(noun: Removable['noun'], id: string): Promise<Use | undefined>;
  /**
   * Removes it with the last event of its chain, and keeps its id from being given again.
   *
   * @throws Stale when it is not the one expected, or was named meanwhile
   */
  remove(what: Removable, event: EventDraft): Promise<void>;
  /** A role whose settings in force name the group as approver or for break-glass, wherever; asks every role there is. */
  findSettingsNaming(groupId: string): Promise<{ readonly roleId: string; readonly resourceId: string } | undefined>;
}
