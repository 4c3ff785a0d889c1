import { describe, expect, it } from 'vitest';
import { composePolicy } from '#shared/domain/policy/compose-policy';
import { decomposePolicy } from '#shared/domain/policy/decompose-policy';
import type { PolicyDocument } from '#shared/domain/policy/policy-document';
import { toPolicySettings, toSettingsPatch } from '#shared/domain/policy/policy-settings';
import type { Refusal } from '#shared/domain/refusal';
import { defaultSettings } from '#shared/domain/role-settings';
import { patching } from '#shared/domain/settings-wish';

const apiVersion = 'lapse/v1';
const namesOf = (document: PolicyDocument) =>
  decomposePolicy(document).map((entry) => {
    if (entry.kind === 'resource') return entry.resourceId;
    if (entry.kind === 'group') return entry.groupId;
    if (entry.kind === 'member') return `${entry.principalId} in ${entry.groupId}`;
    if (entry.kind === 'role') return entry.roleId;
    if (entry.kind === 'settings') return `settings of ${entry.roleId} at ${entry.resourceId}`;
    return `${entry.principalId} ${entry.type} for ${entry.roleId} at ${entry.resourceId}`;
  });

describe('taking a policy document apart', () => {
  it('brings whatever rests on something after it, places from the top down', () => {
    const names = namesOf({
      apiVersion,
      roles: {
        dba: {
          eligible: [{ principal: 'leads', at: 'payments' }],
          at: { payments: { maximumDurationMinutes: 30 } },
          settings: { maximumDurationMinutes: 60 },
          displayName: 'Database Administrator',
        },
      },
      groups: { leads: { members: ['grace', 'alan'] } },
      resources: {
        payments: { kind: 'account', parent: 'europe' },
        europe: { kind: 'organizational_unit', parent: 'production' },
        production: { kind: 'organizational_unit' },
      },
    });

    expect(names).toEqual([
      ...['production', 'europe', 'payments', 'leads', 'grace in leads', 'alan in leads', 'dba'],
      ...['settings of dba at /', 'settings of dba at payments', 'leads eligible for dba at payments'],
    ]);
  });

  it('ends where places stand in a circle, and names each once', () => {
    const kind = 'organizational_unit' as const;
    const resources = { a: { kind, parent: 'b' }, b: { kind, parent: 'a' }, c: { kind, parent: 'elsewhere' } };

    expect(namesOf({ apiVersion, resources })).toEqual(['c', 'a', 'b']);
  });

  it('takes a role without facts for one that is there', () => {
    expect(namesOf({ apiVersion, roles: { dba: { active: [{ principal: 'ada' }] } } })).toEqual([
      'ada active for dba at /',
    ]);
  });

  it('puts a template beneath what a place says itself, field by field', () => {
    const [entry] = decomposePolicy({
      apiVersion,
      templates: {
        sensitive: {
          maximumDurationMinutes: 60,
          mfa: { require: 'fresh', maxAgeMinutes: 15 },
          approval: { required: true, quorum: 2, approvers: [{ user: 'grace' }, { group: 'leads' }] },
        },
      },
      roles: {
        dba: {
          settings: {
            template: 'sensitive',
            maximumDurationMinutes: 120,
            mfa: { require: 'session' },
            approval: { quorum: 1 },
          },
        },
      },
    });

    expect(entry).toEqual({
      kind: 'settings',
      roleId: 'dba',
      resourceId: '/',
      settings: {
        maximumDurationMinutes: 120,
        mfa: { require: 'session' },
        approval: { required: true, quorum: 1, approvers: [{ user: 'grace' }, { group: 'leads' }] },
      },
    });
  });

  it('is refused for templates that are not there, also by names every object has, each by its path', () => {
    const roles = { dba: { settings: { template: 'toString' }, at: { payments: { template: 'strict' } } } };

    expect(() => decomposePolicy({ apiVersion, templates: {}, roles })).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        context: {
          violations: [
            expect.objectContaining({ rule: 'roles.dba.settings.template' }),
            expect.objectContaining({ rule: 'roles.dba.at.payments.template' }),
          ],
        },
      } satisfies Partial<Record<keyof Refusal, unknown>>),
    );
  });
});

describe('putting a policy document together', () => {
  it('says the same that was taken apart', () => {
    const document: PolicyDocument = {
      apiVersion,
      resources: { production: { kind: 'organizational_unit', displayName: 'Production' } },
      groups: { leads: { displayName: 'Leads', enabled: false, members: ['grace', 'alan'] } },
      roles: {
        dba: {
          displayName: 'Database Administrator',
          settings: toPolicySettings(defaultSettings),
          at: { production: { maximumDurationMinutes: 30 } },
          eligible: [{ principal: 'ada', until: '2027-06-30T00:00:00.000Z', justification: 'On call' }],
          active: [{ principal: 'leads', at: 'production' }],
        },
      },
    };

    expect(composePolicy(decomposePolicy(document))).toEqual(document);
  });

  it('leaves out what there is none of', () => {
    expect(composePolicy([])).toEqual({ apiVersion });
  });
});

describe('settings in a document', () => {
  const strict = {
    ...defaultSettings,
    ticket: { required: true, systems: ['ServiceNow'], numberPattern: 'INC-\\d+' },
    approval: {
      ...defaultSettings.approval,
      approvers: [{ kind: 'group' as const, id: 'leads', displayName: 'Leads' }],
    },
    breakGlass: { principals: [{ kind: 'user' as const, id: 'ada', displayName: 'Ada' }], maximumDurationMinutes: 30 },
  };
  const idsOf = <T>(settings: T): T =>
    JSON.parse(JSON.stringify(settings, (name, value) => (name === 'displayName' ? undefined : value)));

  it.each([
    ['stricter ones', strict],
    ['the defaults', defaultSettings],
  ])('mean the same wherever they are read in: %s', (_, settings) => {
    for (const inForce of [strict, defaultSettings]) {
      const { wanted } = patching(toSettingsPatch(toPolicySettings(settings)))(inForce);

      expect(wanted).toEqual(idsOf(settings));
    }
  });

  it('name approvers and break-glass people by kind', () => {
    expect(toPolicySettings(strict)).toMatchObject({
      approval: { approvers: [{ group: 'leads' }] },
      breakGlass: { principals: [{ user: 'ada' }] },
    });
  });
});
