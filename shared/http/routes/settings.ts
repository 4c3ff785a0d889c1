import type { Route } from '../route.ts';
import {
  OverridesQuery,
  SettingsBody,
  SettingsHistoryQuery,
  SettingsPatch,
  SettingsQuery,
} from '../schemas/settings.ts';

/** The rules of a role, everywhere or at one resource (SET-1 … SET-11). */
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
  listOverrides: {
    method: 'GET',
    path: '/v1/roles/{id}/settings/overrides',
    function: 'administration',
    relation: 'reader',
    query: OverridesQuery,
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
  takeBackSettings: {
    method: 'DELETE',
    path: '/v1/roles/{id}/settings',
    function: 'administration',
    relation: 'administrator',
    query: SettingsQuery,
    dryRun: 'shows',
  },
} as const satisfies Record<string, Route>;
