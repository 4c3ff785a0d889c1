import { limitsInDays } from '#shared/domain/assignment-limits';
import { DIRECTORY } from '#shared/domain/id';
import type { RoleSettings, SettingsVersion } from '#shared/domain/role-settings';
import { patching, replacing, type SettingsWish } from '#shared/domain/settings-wish';
import type { Ports } from '#shared/ports';
import {
  type ChangedSettings,
  changeSettings,
  type JudgedSettings,
  judgeSettings,
  type SettingsPlace,
  showSettings,
} from '#shared/use-cases/change-settings';
import { judgeTakingBack, takeBackSettings } from '#shared/use-cases/take-back-settings';
import type { Handlers, Request } from '../api.ts';
import type { Answer } from '../problems.ts';
import { parseFields } from '../request.ts';
import { IfMatch } from '../schemas/settings.ts';

type Needs = Pick<
  Ports,
  | 'activations'
  | 'principals'
  | 'roles'
  | 'resourceTree'
  | 'settingsRecords'
  | 'authenticationContexts'
  | 'newId'
  | 'now'
>;

/** The rules of a role, everywhere or at one resource. */
export function settingsHandlers(ports: Needs) {
  return {
    getSettings: async ({ path, query: { resourceId } }) =>
      settingsAnswer(await showSettings({ roleId: path.id ?? '', resourceId }, ports)),
    listSettingsVersions: async ({ path, query: { resourceId, ...page } }) => {
      const { role, resource } = await showSettings({ roleId: path.id ?? '', resourceId }, ports);
      const versions = await ports.settingsRecords.listVersions(role.id, resource.id, page);
      return { status: 200, body: { ...versions, items: versions.items.map(versionView) } };
    },
    listOverrides: async ({ path, query }) => {
      const { role } = await showSettings({ roleId: path.id ?? '', resourceId: DIRECTORY }, ports);
      const overrides = await ports.settingsRecords.listOverrides(role.id, query);
      return { status: 200, body: { ...overrides, items: overrides.items.map(overrideView) } };
    },
    putSettings: (request) => {
      demandVersion(request);
      return change(request, replacing(request.body), ports);
    },
    patchSettings: (request) => change(request, patching(request.body), ports),
    takeBackSettings: (request) => {
      demandVersion(request);
      const { path, query, caller, expectation } = request;
      const command = { roleId: path.id ?? '', resourceId: query.resourceId };
      return answered(request.dryRun, {
        judge: () => judgeTakingBack(command, caller, ports, expectation),
        make: () => takeBackSettings(command, caller, ports, expectation),
      });
    },
  } satisfies Partial<Handlers<'administration'>>;
}

/** Whoever replaces everything has read what is there; a dry run harms nobody who has not. */
function demandVersion({ headers, dryRun }: Pick<Request<'putSettings'>, 'headers' | 'dryRun'>): void {
  if (!dryRun) parseFields(IfMatch, { 'If-Match': headers['if-match'] });
}

function change(
  { path, query, caller, dryRun, expectation }: Request<'putSettings'> | Request<'patchSettings'>,
  wish: SettingsWish,
  ports: Needs,
): Promise<Answer> {
  const command = { roleId: path.id ?? '', resourceId: query.resourceId, wish };
  return answered(dryRun, {
    judge: () => judgeSettings(command, caller, ports, expectation),
    make: () => changeSettings(command, caller, ports, expectation),
  });
}

interface SettingsChange {
  readonly judge: () => Promise<JudgedSettings>;
  readonly make: () => Promise<ChangedSettings>;
}

/** A dry run shows the settings as they would be, also those that would be refused, and the version to save over. */
async function answered(dryRun: boolean, { judge, make }: SettingsChange): Promise<Answer> {
  if (!dryRun) {
    const { saved, ...changed } = await make();
    const place = { ...changed, settings: saved, ownVersion: versionAt(changed.resource.id, saved) };
    const { changes, warnings } = toldOf(changed);
    const shown = settingsAnswer(place);
    return { ...shown, body: { ...Object(shown.body), changes, warnings } };
  }
  const judged = await judge();
  // On a table that writes nothing: whose requests would be cancelled with it.
  if (judged.violations.length === 0) await make();
  const { role, resource, ownVersion: version, next: settings } = judged;
  const shown = { roleId: role.id, resourceId: resource.id, version, settings: settingsView(settings) };
  const body = { ...shown, ...toldOf(judged) };
  return { status: 200, headers: { etag: `"${version}"` }, body };
}

const versionAt = (node: string, { resourceId, version }: SettingsVersion) => (resourceId === node ? version : 0);

function toldOf({ role, resource, changes, violations, warnings }: JudgedSettings) {
  const subject = { kind: 'role_settings', id: `${role.id}:${resource.id}` };
  return { changes: changes.map((one) => ({ ...subject, ...one })), violations, warnings };
}

function settingsAnswer({ role, resource, settings: counting, ownVersion }: SettingsPlace): Answer {
  const { version, settings, resourceId } = counting;
  const isInherited = version > 0 && resourceId !== resource.id;
  return {
    status: 200,
    headers: { etag: `"${ownVersion}"` },
    body: {
      roleId: role.id,
      resourceId: resource.id,
      version,
      ...(isInherited ? { inheritedFrom: resourceId } : {}),
      settings: settingsView(settings),
    },
  };
}

/** Limits of assignments are told in days, too, until 1.0. */
function settingsView({ assignments, ...settings }: RoleSettings) {
  return { ...settings, assignments: limitsInDays(assignments) };
}

function overrideView({ changes: _, takenBack: __, ...override }: SettingsVersion) {
  return { resourceId: override.resourceId, ...versionView(override) };
}

function versionView({ version, settings, changedBy, changedAt, changes, takenBack }: SettingsVersion) {
  return {
    version,
    ...(changedBy ? { changedBy: { id: changedBy.id, displayName: changedBy.displayName } } : {}),
    ...(changedAt === undefined ? {} : { changedAt }),
    settings: settingsView(settings),
    ...(changes ? { changes } : {}),
    ...(takenBack ? { takenBack } : {}),
  };
}
