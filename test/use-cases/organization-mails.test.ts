import { beforeEach, describe, expect, it } from 'vitest';
import { hashInvitationCode } from '#shared/decision-tokens/invitation-codes';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import type { MailEvent } from '#shared/use-cases/tell-people';
import {
  ada,
  alan,
  assignment,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  grace,
  margaret,
  operators,
  principal,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { tellOf } from './steps.ts';

const open = useWorlds();
let world: World;

beforeEach(async () => {
  world = await foundOrganization(await open());
});

const told = () =>
  world.mailer.sent
    .splice(0)
    .map(({ to, subject }) => `${to.replace('@example.test', '')}: ${subject.replace(/: .*/, '')}`)
    .sort();

const ofAssignment = (type: MailEvent['type'], holder = ada, more: object = {}) =>
  tellOf(world, type, { kind: 'assignment', id: 'asg_1' }, { ...assignment(holder, EXCHANGE, 'eligible'), ...more });

describe('an assignment', () => {
  it.each([
    ['assignment.added', {}, ['ada: Eligible', 'alan: Made eligible', 'grace: Made eligible']],
    [
      'assignment.made_active',
      {},
      ['ada: Assigned, no longer eligible only', 'alan: Made active', 'grace: Made active'],
    ],
    ['assignment.made_eligible', {}, ['ada: Only eligible now']],
    ['assignment.extended', {}, ['ada: Extended']],
    [
      'assignment.expiring',
      { daysLeft: 14 },
      ['ada: Ends within 14 days', 'alan: Ends within 14 days', 'grace: Ends within 14 days'],
    ],
    ['assignment.ended', {}, ['ada: Ended, your assignment']],
    ['assignment.removed', {}, ['ada: Your assignment was removed']],
  ] as const)('that is subject of %s %j is told to %j', async (type, more, expected) => {
    await ofAssignment(type, ada, more);

    expect(told()).toEqual(expected);
  });

  it('of a group is told to each member', async () => {
    await ofAssignment('assignment.ended', operators);

    expect(told()).toEqual(['margaret: Ended, your assignment']);
  });

  it('is not told to administrators where the settings of the role say so', async () => {
    world = await foundOrganization(await open(), { notifyAdministrators: false });

    await ofAssignment('assignment.added');

    expect(told()).toEqual(['ada: Eligible']);
  });

  it.each([{ replacedBy: 'asg_2' }, { reason: 'renewal_period_over' }])(
    'that only changed its form, or was forgotten long after its end, %j, is not told as removed',
    async (more) => {
      await ofAssignment('assignment.removed', ada, more);

      expect(told()).toEqual([]);
    },
  );

  it('is on record in its own partition, so that nobody is told twice', async () => {
    const event = { kind: 'assignment', id: 'asg_1' } as const;
    await ofAssignment('assignment.ended');

    expect(await world.mailClaims.listAbout(event)).toMatchObject([
      { recipientId: ada.id, audience: 'holder', state: 'sent' },
    ]);
  });
});

describe('an extension', () => {
  const wish = {
    ...{
      id: 'ext_1',
      assignmentId: 'asg_1',
      kind: 'extension',
      principalId: ada.id,
      requestedBy: ada.id,
      roleId: EXCHANGE,
    },
    ...{ resourceId: '/', wantedEndsAt: '2027-01-01T00:00:00.000Z', justification: 'Still needed' },
  };
  const subject = { kind: 'extension', id: 'ext_1' } as const;

  it('is put before those who administer, and before nobody who would profit', async () => {
    await world.directory.addAssignment(assignment(margaret, PRIVILEGED_ROLE_ADMINISTRATOR, 'eligible'), demonstration);
    await tellOf(world, 'extension.requested', subject, wish);
    expect(told()).toEqual(['grace: Please decide', 'margaret: Please decide']);

    await tellOf(world, 'extension.requested', subject, { ...wish, principalId: margaret.id });
    expect(told()).toEqual(['grace: Please decide']);
  });

  it.each([
    ['extension.approved', 'Approved'],
    ['extension.denied', 'Denied'],
  ] as const)('is told to who asked when it is %s', async (type, word) => {
    const decided = { ...wish, principalId: operators.id, decidedBy: grace.id, decisionJustification: 'because' };

    await tellOf(world, type, subject, decided);

    expect(told()).toEqual([`ada: ${word}`]);
  });
});

describe('changed settings', () => {
  it('are told to all administrators, whatever the settings say', async () => {
    const settings = { ...exchangeSettings, notifyAdministrators: false };
    const version = { roleId: EXCHANGE, resourceId: '/', version: 2, settings };

    await tellOf(world, 'role.settings_changed', { kind: 'role_settings', id: `${EXCHANGE}:/` }, version);

    expect(told()).toEqual(['alan: Settings changed', 'grace: Settings changed']);
  });
});

describe('an invitation', () => {
  const guest = { ...principal('linus', { kind: 'guest' }), invitations: 1 };
  const invite = (invitation = 1, until: object = { endsAt: plusMinutes(world.now(), 60) }) =>
    tellOf(
      world,
      'principal.invited',
      { kind: 'principal', id: guest.id },
      { principalId: guest.id, invitation, ...until },
    );
  const codes = () => world.mailer.sent.map(({ text }) => /^Invitation code: (\S+)$/m.exec(text)?.[1] ?? '');

  beforeEach(async () => {
    const { issuer: _none, subject: _neither, ...unbound } = guest;
    await world.directory.addPrincipal(unbound, demonstration);
  });

  it('brings a code to the one invited, of which the table knows the hash only', async () => {
    await invite();

    const [code = ''] = codes();
    expect(world.mailer.sent.map(({ to }) => to)).toEqual([guest.email]);
    expect(code).toMatch(/^prn_linus\.[\w-]{22}$/);
    expect(await world.invitations.find(guest.id)).toMatchObject({
      number: 1,
      state: 'open',
      hash: hashInvitationCode(code),
    });
    expect(JSON.stringify(await world.exportTable())).not.toContain(code.slice(-22));
  });

  it('that version 0.1 put on record, which named its end otherwise, lasts as long as any', async () => {
    const until = { expiresAt: plusMinutes(world.now(), 7 * 24 * 60) };
    await invite(1, until);

    expect(await world.invitations.find(guest.id)).toMatchObject({ endsAt: until.expiresAt });
  });

  it('that could not be mailed is mailed with another code, and the older one is dead', async () => {
    const sent: string[] = [];
    world.mailer.before = ({ text }) => {
      sent.push(/^Invitation code: (\S+)$/m.exec(text)?.[1] ?? '');
      if (sent.length === 1) throw new Error('Throttling');
    };
    await expect(invite()).rejects.toThrow();
    await invite();

    expect(new Set(sent).size).toBe(2);
    expect(await world.invitations.find(guest.id)).toMatchObject({ hash: hashInvitationCode(sent[1] ?? '') });
  });

  it('that is not the newest any more is dropped, and that is no failure', async () => {
    expect(await invite(7)).toBe(0);

    expect(world.mailer.sent).toEqual([]);
    expect(await world.mailClaims.listAbout({ kind: 'principal', id: guest.id })).toMatchObject([{ state: 'dropped' }]);
  });
});

describe('administrators', () => {
  it('are found behind groups and eligibilities, each once', async () => {
    await world.directory.addAssignment(assignment(operators, PRIVILEGED_ROLE_ADMINISTRATOR, 'active'), demonstration);
    const version = { roleId: EXCHANGE, resourceId: '/', version: 2, settings: exchangeSettings };

    await tellOf(world, 'role.settings_changed', { kind: 'role_settings', id: `${EXCHANGE}:/` }, version);

    expect(world.mailer.sent.map(({ to }) => to).sort()).toEqual([alan.email, grace.email, margaret.email]);
  });
});
