import type { Route } from '../route.ts';
import { SettingsBody, SettingsHistoryQuery, SettingsPatch, SettingsQuery } from '../schemas/settings.ts';

/** The rules of a role, everywhere or at one resource (SET-1 … SET-9). */
export const settingsRoutes = {
  getSettings: {
    method: 'GET',
    path: '/v1/roles/{id}/settings',
    function: 'administration',
    relation: 'reader',
    query: SettingsQuery,
  },
  listSettingsVersions: {
    method: 'GET',
    path: '/v1/roles/{id}/settings/history',
    function: 'administration',
    relation: 'reader',
    query: SettingsHistoryQuery,
  },
  putSettings: {
    method: 'PUT',
    path: '/v1/roles/{id}/settings',
    function: 'administration',
    relation: 'administrator',
    query: SettingsQuery,
    body: SettingsBody,
    dryRun: 'shows',
  },
  patchSettings: {
    method: 'PATCH',
    path: '/v1/roles/{id}/settings',
    function: 'administration',
    relation: 'administrator',
    query: SettingsQuery,
    body: SettingsPatch,
    dryRun: 'shows',
  },
} as const satisfies Record<string, Route>;
