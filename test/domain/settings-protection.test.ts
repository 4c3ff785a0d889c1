import { describe, expect, it } from 'vitest';
import { defaultSettings, type RoleSettings } from '#shared/domain/role-settings';
import { loweredProtections } from '#shared/domain/settings-protection';
import { patching, replacing } from '#shared/domain/settings-wish';

const entry = (id: string) => ({ kind: 'user' as const, id, displayName: id });
const strict: RoleSettings = {
  ...defaultSettings,
  maximumDurationMinutes: 30,
  mfa: { require: 'fresh', maxAgeMinutes: 10 },
  ticket: { required: true, systems: ['Jira'], numberPattern: 'INC-[0-9]{4}' },
  acrValues: ['phr'],
  approval: { ...defaultSettings.approval, required: true, quorum: 2, approvers: [entry('grace'), entry('alan')] },
};
const after = (patch: object) => patching({ ...patch })(strict).wanted as RoleSettings;
const loweredBy = (patch: object) => loweredProtections(strict, after(patch)).map(({ field }) => field);

describe('the order of what protects (SET-10)', () => {
  it.each<[string, object, string[]]>([
    ['approval off', { approval: { required: false } }, ['approval.required']],
    ['a smaller quorum', { approval: { quorum: 1 } }, ['approval.quorum']],
    [
      'one approver more',
      { approval: { approvers: [entry('grace'), entry('alan'), entry('ada')] } },
      ['approval.approvers'],
    ],
    ['one approver less', { approval: { approvers: [entry('grace')] } }, ['approval.approvers']],
    ['no approvers', { approval: { approvers: [] } }, ['approval.approvers']],
    ['approvers who need not say why', { approval: { approverMustJustify: false } }, ['approval.approverMustJustify']],
    ['an older second factor', { mfa: { maxAgeMinutes: 11 } }, ['mfa']],
    ['one second factor a session', { mfa: { require: 'session' } }, ['mfa']],
    ['no second factor', { mfa: { require: 'none' } }, ['mfa']],
    ['no authentication context', { acrValues: [] }, ['acrValues']],
    ['one context more', { acrValues: ['phr', 'urn:lapse:mfa'] }, ['acrValues']],
    ['no ticket', { ticket: { required: false } }, ['ticket.required']],
    ['any number', { ticket: { numberPattern: null } }, ['ticket.numberPattern']],
    ['any system', { ticket: { systems: [] } }, ['ticket.systems']],
    ['another system', { ticket: { systems: ['Jira', 'Excel'] } }, ['ticket.systems']],
    ['no justification', { justificationRequired: false }, ['justificationRequired']],
    ['links', { decisionMode: 'link' }, ['decisionMode']],
    ['break-glass for somebody', { breakGlass: { principals: [entry('ada')] } }, ['breakGlass.principals']],
    ['a longer maximum', { maximumDurationMinutes: 31 }, ['maximumDurationMinutes']],
    [
      'all of it at its default',
      Object.fromEntries(Object.keys(strict).map((field) => [field, null])),
      [
        'approval.required',
        'approval.quorum',
        'approval.approvers',
        'mfa',
        'acrValues',
        'ticket.required',
        'ticket.numberPattern',
        'ticket.systems',
        'maximumDurationMinutes',
      ],
    ],
    ['nothing lower', { approval: { quorum: 3 }, mfa: { maxAgeMinutes: 9 }, maximumDurationMinutes: 29 }, []],
    ['the same in another order', { approval: { approvers: [entry('alan'), entry('grace')] } }, []],
    [
      'other names for them',
      { approval: { approvers: [{ ...entry('grace'), displayName: 'G.' }, entry('alan')] } },
      [],
    ],
  ])('says of %s what goes down', (_, patch, fields) => {
    expect(loweredBy(patch)).toEqual(fields);
  });

  it('names the approvers who come and go', () => {
    const [lowered] = loweredProtections(strict, {
      ...strict,
      approval: { ...strict.approval, approvers: [entry('ada')] },
    });

    expect(lowered?.message).toBe('Others may approve than before. Added: ada. Removed: grace, alan.');
  });
});

describe('all settings at once (T-54)', () => {
  const leftOut = (given: object, inForce = strict) =>
    replacing({ ...given })(inForce).violations.map(({ rule }) => rule);

  it.each<[string, object, string[]]>([
    [
      'nothing',
      {},
      [
        'approval.required',
        'approval.quorum',
        'approval.approvers',
        'mfa',
        'acrValues',
        'ticket.required',
        'ticket.numberPattern',
        'ticket.systems',
      ],
    ],
    [
      'a quorum alone',
      { approval: { quorum: 1 } },
      [
        'approval.required',
        'approval.approvers',
        'mfa',
        'acrValues',
        'ticket.required',
        'ticket.numberPattern',
        'ticket.systems',
      ],
    ],
    [
      'approval and tickets off, by name',
      { approval: { required: false }, ticket: { required: false } },
      ['mfa', 'acrValues'],
    ],
    [
      'approval on, without who',
      { approval: { required: true, quorum: 2 }, ticket: { required: false }, mfa: { require: 'none' } },
      ['approval.approvers', 'acrValues'],
    ],
  ])('written out as %s leave out', (_, given, fields) => {
    expect(leftOut(given)).toEqual(fields);
  });

  it('need not be written out where the default is as strict', () => {
    expect(leftOut({ maximumDurationMinutes: 120 }, defaultSettings)).toEqual([]);
    const dormant = { ...strict.approval, required: false };
    expect(
      leftOut(
        { mfa: { require: 'session' }, ticket: { required: false }, acrValues: [] },
        { ...strict, approval: dormant },
      ),
    ).toEqual([]);
  });
});
