import type { ApproverEntry, RoleSettings } from '../role-settings.ts';
import type { PolicySettings } from './policy-document.ts';

type Fields = Readonly<Record<string, unknown>>;
type Entry = Pick<ApproverEntry, 'kind' | 'id'>;

/** Settings as a document writes them: whole, so that they come out the same wherever they are read in. */
export function toPolicySettings(settings: RoleSettings): PolicySettings {
  const { ticket, approval, breakGlass } = settings;
  return {
    ...settings,
    // What may be absent is written out as such: left out it would be inherited.
    acrValues: settings.acrValues ?? null,
    ticket: { ...ticket, numberPattern: ticket.numberPattern ?? null },
    approval: { ...approval, approvers: approval.approvers.map(toPolicyEntry) },
    breakGlass: { ...breakGlass, principals: breakGlass.principals.map(toPolicyEntry) },
  };
}

/** The settings a document means: the template it names, and over it what it says itself. Lists and the second factor count as a whole. */
export function overTemplate({ template: _, ...own }: PolicySettings, template: Fields): PolicySettings {
  return mergedFields(template, own);
}

/** The same as a merge patch of settings in force, with approvers and break-glass people named as there. */
export function toSettingsPatch(settings: PolicySettings): Fields {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, isObject(value) ? withEntries(value) : value]),
  );
}

function toPolicyEntry({ kind, id }: Entry): Fields {
  return { [kind]: id };
}

function withEntries(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) =>
      (name === 'approvers' || name === 'principals') && Array.isArray(value)
        ? [name, value.map(toApproverEntry)]
        : [name, value],
    ),
  );
}

function toApproverEntry(entry: unknown): unknown {
  const [named] = isObject(entry) ? Object.entries(entry) : [];
  return named && { kind: named[0], id: named[1] };
}

function mergedFields(base: Fields, own: Fields): Fields {
  const names = new Set([...Object.keys(base), ...Object.keys(own)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const [from, to] = [base[name], own[name]];
      if (to === undefined) return [name, from];
      const isMerged = name !== 'mfa' && isObject(from) && isObject(to);
      return [name, isMerged ? mergedFields(from, to) : to];
    }),
  );
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
