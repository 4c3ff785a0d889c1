import { nearestFirst, type Resource } from '#shared/domain/resource';
import type { SettingsVersion } from '#shared/domain/role-settings';
import type { Guard } from '#shared/ports';

/** Demands that the settings that were read still count: the same version at their node, and none at a nearer one. */
export function settingsGuards({ resource, settings }: { resource: Resource; settings: SettingsVersion }): Guard[] {
  const { roleId, version } = settings;
  const nodes = nearestFirst(resource);
  const decisive = version === 0 ? nodes : nodes.slice(0, nodes.indexOf(settings.resourceId) + 1);
  return decisive.map((resourceId) => ({
    kind: 'settings',
    roleId,
    resourceId,
    version: resourceId === settings.resourceId ? version : 0,
  }));
}
