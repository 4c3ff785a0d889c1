import type { SettingsVersion } from '#shared/domain/role-settings';
import type { Ports } from '#shared/ports';
import { judgeSettings, putSettings, type SettingsPlace, showSettings } from '#shared/use-cases/put-settings';
import type { Handlers, Request } from '../api.ts';
import type { Answer } from '../problems.ts';
import { parseFields } from '../request.ts';
import { IfMatch } from '../schemas/settings.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'resourceTree' | 'settingsRecords' | 'now'>;

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
    putSettings: (request) => (request.dryRun ? dryRun(request, ports) : save(request, ports)),
  } satisfies Partial<Handlers<'administration'>>;
}

async function save(request: Request<'putSettings'>, ports: Needs): Promise<Answer> {
  const { 'If-Match': expected } = parseFields(IfMatch, ifMatchOf(request));
  const saved = await putSettings(commandOf(request), expected, request.caller, ports);
  const { roleId, resourceId, version, settings } = saved;
  return { status: 200, headers: { etag: `"${version}"` }, body: { roleId, resourceId, version, settings } };
}

/** `version` is the one to save over: what If-Match has to say. */
async function dryRun(request: Request<'putSettings'>, ports: Needs): Promise<Answer> {
  const judged = await judgeSettings(commandOf(request), request.caller, ports);
  request.expectation({ revision: judged.ownVersion });
  const { role, resource, ownVersion: version, next: settings, violations, warnings } = judged;
  const saved = { roleId: role.id, resourceId: resource.id, version, settings };
  return { status: 200, headers: { etag: `"${version}"` }, body: { ...saved, violations, warnings } };
}

function commandOf({ path, query: { resourceId }, body: wanted }: Request<'putSettings'>) {
  return { roleId: path.id ?? '', resourceId, wanted };
}

function ifMatchOf({ headers }: Request<'putSettings'>) {
  return { 'If-Match': headers['if-match'] };
}

/** The entity tag is the version of the node's own settings: `"0"` when those that count come from elsewhere. */
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
      settings,
    },
  };
}

function versionView({ version, settings, changedBy, changedAt }: SettingsVersion) {
  return {
    version,
    ...(changedBy ? { changedBy: { id: changedBy.id, displayName: changedBy.displayName } } : {}),
    ...(changedAt === undefined ? {} : { changedAt }),
    settings,
  };
}
