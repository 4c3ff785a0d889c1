import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { defaultSettings, nearestSettings, RoleSettings, type SettingsVersion } from '#shared/domain/role-settings';

const version = (resourceId: string, changes: Partial<RoleSettings>): SettingsVersion => ({
  roleId: 'reader',
  resourceId,
  version: 3,
  settings: { ...defaultSettings, ...changes },
});
const nodes = ['res_account', 'res_unit', '/'];

describe('the settings that count', () => {
  const strict = version('res_unit', { maximumDurationMinutes: 30 });
  const lenient = version('/', { maximumDurationMinutes: 480, justificationRequired: false });

  it('T-14: are those of the nearest node as a whole, whatever others say', () => {
    expect(nearestSettings('reader', nodes, [lenient, strict])).toEqual(strict);
  });

  it('of a node beside or below do not count', () => {
    expect(nearestSettings('reader', ['/'], [strict, lenient])).toEqual(lenient);
  });

  it('SET-11: are those above a node that gave up its own, brought into force by whoever took those back', () => {
    const [ada, grace] = ['ada', 'grace'].map((id) => ({ id, displayName: id }));
    const saved = { ...lenient, changedBy: grace, changedAt: '2026-12-01T08:00:00.000Z' } as SettingsVersion;
    const given = (changedAt: string) => ({ ...strict, takenBack: true, changedBy: ada, changedAt }) as SettingsVersion;
    const [later, earlier] = [given('2026-12-01T09:00:00.000Z'), given('2026-12-01T07:00:00.000Z')];

    const expected = { ...saved, changedBy: ada, changedAt: later.changedAt };
    expect(nearestSettings('reader', nodes, [saved, later])).toEqual(expected);
    expect(nearestSettings('reader', nodes, [saved, earlier])).toEqual(saved);
    expect(nearestSettings('reader', nodes, [later])).toMatchObject({ version: 0, resourceId: '/', changedBy: ada });
    expect(nearestSettings('reader', ['/'], [saved, later])).toEqual(saved);
  });

  it('are the defaults, as version 0 of the directory, where nobody has configured any', () => {
    const expected = { roleId: 'reader', resourceId: '/', version: 0, settings: defaultSettings };

    expect(nearestSettings('reader', nodes, [])).toEqual(expected);
  });
});

describe('the settings of a role nobody has configured', () => {
  it('allow an hour with MFA and a justification, decided by nobody, by link only when signed in', () => {
    expect(defaultSettings).toMatchObject({
      maximumDurationMinutes: 60,
      mfa: { require: 'session' },
      justificationRequired: true,
      approval: { required: false, quorum: 1, windowMinutes: 24 * 60, approverMustJustify: true },
      ticket: { required: false },
      decisionMode: 'signIn',
      notifyAdministrators: true,
    });
    expect(v.is(RoleSettings, defaultSettings)).toBe(true);
  });
});

describe('settings', () => {
  const { approval } = defaultSettings;
  const entry = { kind: 'user', id: 'prn_grace', displayName: 'Grace' };

  it.each([
    ['SET-1: an activation of five minutes', { maximumDurationMinutes: 5 }],
    ['SET-1: 72 hours', { maximumDurationMinutes: 4320 }],
    ['SET-4: a factor a minute old', { mfa: { require: 'fresh', maxAgeMinutes: 1 } }],
    ['SET-5: ten yeses', { approval: { ...approval, quorum: 10 } }],
    ['SET-5: a window of two weeks', { approval: { ...approval, windowMinutes: 20_160 } }],
    ['SET-5: twenty approver entries', { approval: { ...approval, approvers: Array(20).fill(entry) } }],
  ])('%s can be set', (_, changes) => {
    expect(v.is(RoleSettings, { ...defaultSettings, ...changes })).toBe(true);
  });

  it.each([
    ['SET-1: less than five minutes', { maximumDurationMinutes: 4 }],
    ['SET-1: more than 72 hours', { maximumDurationMinutes: 4321 }],
    ['SET-1: half minutes', { maximumDurationMinutes: 5.5 }],
    ['SET-4: a factor no minute old', { mfa: { require: 'fresh', maxAgeMinutes: 0 } }],
    ['SET-4: a factor more than a day old', { mfa: { require: 'fresh', maxAgeMinutes: 1441 } }],
    ['SET-4: fresh without an age', { mfa: { require: 'fresh' } }],
    ['SET-4: a rule nobody knows', { mfa: { require: 'maybe' } }],
    ['SET-5: eleven yeses', { approval: { ...approval, quorum: 11 } }],
    ['T-18: no yes at all', { approval: { ...approval, quorum: 0 } }],
    ['SET-5: a longer window', { approval: { ...approval, windowMinutes: 20_161 } }],
    ['SET-5: a window of four minutes', { approval: { ...approval, windowMinutes: 4 } }],
    ['SET-5: more approver entries', { approval: { ...approval, approvers: Array(21).fill(entry) } }],
    ['SET-6: another way to decide', { decisionMode: 'telephone' }],
  ])('%s cannot be set', (_, changes) => {
    expect(v.is(RoleSettings, { ...defaultSettings, ...changes })).toBe(false);
  });
});
