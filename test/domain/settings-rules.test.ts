import { describe, expect, it } from 'vitest';
import { PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { defaultSettings, type RoleSettings } from '#shared/domain/role-settings';
import { changedSince, evaluateSettings, type SettingsFacts, warnOfSettings } from '#shared/domain/settings-rules';
import * as people from '#test/support/activations';
import { ada, NOON, noonPlus, pending } from '#test/support/activations';

const signsIn = (person: people.Person) => ({ ...person, issuer: 'https://id.example', subject: person.id });
const [grace, alan, adasOther] = [signsIn(people.grace), signsIn(people.alan), signsIn(people.adasOther)];
/** Was never invited. */
const ghost = { id: 'prn_ghost', email: 'ghost@example.test' };

const asking = (quorum: number, changes: Partial<RoleSettings> = {}): RoleSettings => ({
  ...defaultSettings,
  ...changes,
  approval: { ...defaultSettings.approval, required: true, quorum },
});
const facts = (changes: Partial<SettingsFacts> = {}): SettingsFacts => ({
  roleId: 'exchange-administrator',
  unknownApprovers: [],
  unknownBreakGlass: [],
  approvers: [grace, alan],
  eligible: [],
  accounts: [],
  ...changes,
});
const codes = (settings: RoleSettings, known: SettingsFacts) =>
  evaluateSettings(settings, known).map(({ rule, code, limit }) => [rule, code, limit]);

describe('settings that ask for approval', () => {
  it.each<[string, number, Partial<SettingsFacts>]>([
    ['one of two has to say yes', 1, {}],
    ['both have to, and somebody else asks', 2, { eligible: [ada] }],
    ['both have to, and one of several who could ask is an approver', 2, { eligible: [ada, grace] }],
    ['the only approver is one of two who could ask', 1, { approvers: [grace], eligible: [grace, ada] }],
    ['nobody could ask yet', 2, { eligible: [] }],
  ])('may be saved when %s', (_, quorum, known) => {
    expect(codes(asking(quorum), facts(known))).toEqual([]);
  });

  it.each<[string, number, Partial<SettingsFacts>, string, number | undefined]>([
    ['nobody is an approver (T-18)', 1, { approvers: [] }, 'nobody_could_approve', undefined],
    ['the only approver has never signed in (T-18)', 1, { approvers: [ghost] }, 'nobody_could_approve', undefined],
    ['more yeses are wanted than there are people', 3, {}, 'quorum_above_approvers', 2],
    ['one of those that are needed has never signed in', 2, { approvers: [grace, ghost] }, 'quorum_above_approvers', 1],
    [
      'the only approver is the only one who could ask (T-18)',
      1,
      { approvers: [grace], eligible: [grace] },
      'nobody_could_approve',
      undefined,
    ],
    [
      'the only approver is the other account of the only one who could ask (T-17)',
      1,
      { approvers: [adasOther], eligible: [ada] },
      'nobody_could_approve',
      undefined,
    ],
    [
      'everybody who could ask takes away a yes that is needed',
      2,
      { approvers: [grace, alan], eligible: [alan, grace] },
      'quorum_above_approvers',
      1,
    ],
  ])('are refused when %s', (_, quorum, known, code, limit) => {
    expect(codes(asking(quorum), facts(known))).toEqual([
      [code === 'quorum_above_approvers' ? 'approval.quorum' : 'approval.approvers', code, limit],
    ]);
  });

  it('may name somebody who has never signed in where a link decides, and reaches them', () => {
    const byLink = asking(1, { decisionMode: 'link' });

    expect(codes(byLink, facts({ approvers: [ghost] }))).toEqual([]);
    expect(codes(byLink, facts({ approvers: [{ id: ghost.id }] }))).toEqual([
      ['approval.approvers', 'nobody_could_approve', undefined],
    ]);
  });

  it('are not looked at when approval is off', () => {
    expect(codes(defaultSettings, facts({ approvers: [] }))).toEqual([]);
  });
});

describe('settings with several faults', () => {
  it('are told of all of them at once, each by its rule', () => {
    const settings = asking(3, {
      decisionMode: 'link',
      ticket: { required: true, systems: [], numberPattern: '(a+)+' },
    });
    const known = facts({
      roleId: PRIVILEGED_ROLE_ADMINISTRATOR,
      unknownApprovers: ['nobody', 'robot'],
      unknownBreakGlass: ['ghost'],
    });

    expect(codes(settings, known)).toEqual([
      ['ticket.numberPattern', 'ticket_pattern_not_safe', '(a+)+'],
      ['approval.approvers', 'unknown_approver', 'nobody'],
      ['approval.approvers', 'unknown_approver', 'robot'],
      ['approval.quorum', 'quorum_above_approvers', 2],
      ['decisionMode', 'link_mode_not_allowed', undefined],
      ['breakGlass.principals', 'unknown_break_glass_principal', 'ghost'],
    ]);
  });

  it.each([
    [PRIVILEGED_ROLE_ADMINISTRATOR, 1],
    [SECURITY_ADMINISTRATOR, 1],
    ['exchange-administrator', 0],
  ])('decisions by link alone on %s break %i rules (SET-6)', (roleId, count) => {
    expect(codes({ ...defaultSettings, decisionMode: 'link' }, facts({ roleId }))).toHaveLength(count);
  });
});

describe('settings that may be saved', () => {
  it('warn of own requests that go, of approvers who are all needed, and of a missing second factor', () => {
    const warnings = warnOfSettings(asking(2, { mfa: { require: 'none' } }), facts(), ['act_1']);

    expect(warnings.map(({ code }) => code)).toEqual([
      'own_requests_cancelled',
      'no_spare_approver',
      'mfa_not_required',
    ]);
    expect(warnings[0]?.activationIds).toEqual(['act_1']);
    expect(warnOfSettings(asking(1), facts(), [])).toEqual([]);
    expect(warnOfSettings(asking(1), facts({ approvers: [grace, ghost] }), [])).toMatchObject([
      { code: 'no_spare_approver' },
    ]);
  });
});

describe('whoever changed the settings since a request was made (T-59)', () => {
  const version = { roleId: 'exchange-administrator', resourceId: '/', version: 2, settings: defaultSettings };
  const by = (person: typeof ada, changedAt = noonPlus(1)) => ({ ...version, changedBy: person, changedAt });

  it.each([
    ['is known by account', by(adasOther), adasOther],
    ['counts from the moment it was made', by(ada, NOON), ada],
    ['is nobody when they were changed before', by(ada, noonPlus(-1)), undefined],
    ['is nobody when they are those it was made under', { ...by(ada), version: 1 }, undefined],
    ['is nobody when it is not known', version, undefined],
  ])('%s', (_, inForce, expected) => {
    expect(changedSince(pending(), inForce)).toEqual(expected);
  });
});
