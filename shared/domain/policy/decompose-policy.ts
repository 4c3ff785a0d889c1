import { DIRECTORY } from '../id.ts';
import { Refusal, type Violation } from '../refusal.ts';
import type { PolicyDocument, PolicyRole, PolicySettings } from './policy-document.ts';
import type { PolicyEntry, PolicyEntryOf } from './policy-entry.ts';
import { overTemplate } from './policy-settings.ts';

/**
 * Everything a document says, one thing at a time and in an order in which each finds what it rests on: places from the top
 * down, groups and who belongs to them, roles, their settings, who is assigned what.
 *
 * @throws Refusal invalid_input naming every template that is not there
 */
export function decomposePolicy(document: PolicyDocument): PolicyEntry[] {
  refuseUnknownTemplates(document);
  const roles = Object.entries(document.roles ?? {});
  return [
    ...resourcesOf(document),
    ...groupsOf(document),
    ...roles.flatMap(([roleId, role]) => factsOf(roleId, role)),
    ...roles.flatMap(([roleId, role]) => settingsOf(roleId, role, document)),
    ...roles.flatMap(([roleId, role]) => assignmentsOf(roleId, role)),
  ];
}

/** Parents first; what stands in a circle comes last, and finds no parent. */
function resourcesOf({ resources = {} }: PolicyDocument): PolicyEntryOf<'resource'>[] {
  const all = Object.entries(resources);
  const placed = new Map<string, PolicyEntryOf<'resource'>>();
  const isReady = ([id, { parent }]: (typeof all)[number]) =>
    !placed.has(id) && (parent === undefined || !Object.hasOwn(resources, parent) || placed.has(parent));
  const place = ([resourceId, facts]: (typeof all)[number]) =>
    placed.set(resourceId, { kind: 'resource', resourceId, facts });
  for (let ready = all.filter(isReady); ready.length > 0; ready = all.filter(isReady)) ready.forEach(place);
  all.filter(([id]) => !placed.has(id)).forEach(place);
  return [...placed.values()];
}

function groupsOf({ groups = {} }: PolicyDocument): PolicyEntry[] {
  return Object.entries(groups).flatMap(([groupId, { members = [], ...facts }]) => [
    { kind: 'group' as const, groupId, facts },
    ...members.map((principalId) => ({ kind: 'member' as const, groupId, principalId })),
  ]);
}

function factsOf(roleId: string, role: PolicyRole): PolicyEntry[] {
  const { settings: _, at: __, eligible: ___, active: ____, ...facts } = role;
  return Object.keys(facts).length === 0 ? [] : [{ kind: 'role', roleId, facts }];
}

function settingsOf(roleId: string, { settings, at = {} }: PolicyRole, { templates = {} }: PolicyDocument) {
  const places: [string, PolicySettings][] = [
    ...(settings === undefined ? [] : [[DIRECTORY, settings] satisfies [string, PolicySettings]]),
    ...Object.entries(at),
  ];
  return places.map(([resourceId, own]): PolicyEntry => {
    const template = own.template === undefined ? {} : (templates[own.template] ?? {});
    return { kind: 'settings', roleId, resourceId, settings: overTemplate(own, template) };
  });
}

function assignmentsOf(roleId: string, role: PolicyRole): PolicyEntry[] {
  return (['eligible', 'active'] as const).flatMap((type) =>
    (role[type] ?? []).map(({ principal: principalId, at: resourceId = DIRECTORY, ...facts }): PolicyEntry => {
      return { kind: 'assignment', roleId, resourceId, principalId, type, facts };
    }),
  );
}

function refuseUnknownTemplates({ templates = {}, roles = {} }: PolicyDocument): void {
  const named = Object.entries(roles).flatMap(([roleId, { settings, at = {} }]) => [
    { rule: `roles.${roleId}.settings.template`, template: settings?.template },
    ...Object.entries(at).map(([place, { template }]) => ({ rule: `roles.${roleId}.at.${place}.template`, template })),
  ]);
  const violations = named.flatMap(({ rule, template }): Violation[] => {
    if (template === undefined || Object.hasOwn(templates, template)) return [];
    const message = `${rule}: the document has no template of this name`;
    return [{ rule, code: 'invalid_input', message }];
  });
  if (violations.length > 0) throw new Refusal('invalid_input', { violations });
}
