import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { activationView, reportView, timelineView } from '#shared/http/activation-view';
import { ActivationView } from '#shared/http/answers/activation-view';
import {
  active,
  approved,
  cancelled,
  denied,
  ended,
  extending,
  grace,
  NOON,
  noonPlus,
  pending,
  provisioning,
  revoking,
  timedOut,
} from '#test/support/activations';

describe('an activation, as people see it', () => {
  it('says everything api.md promises', () => {
    const activation = ended({
      startsAt: NOON,
      reason: 'Left the team',
    });

    expect(activationView(activation)).toEqual({
      id: 'act_1',
      status: 'ended',
      outcome: 'expired',
      reason: 'Left the team',
      requester: { id: 'prn_ada', displayName: 'Ada Lovelace' },
      roleId: 'exchange-administrator',
      roleName: 'Exchange Administrator',
      resourceId: '/',
      justification: 'Finance receives no mail',
      ticket: { number: 'INC-1042', system: 'ServiceNow' },
      durationMinutes: 60,
      requestedAt: NOON,
      startsAt: NOON,
      activatedAt: NOON,
      endsAt: noonPlus(60),
      endedAt: noonPlus(60),
      approval: {
        quorum: 1,
        deadline: noonPlus(24 * 60),
        approvers: pending().approval.approvers,
        decisions: [
          {
            by: { id: 'prn_grace', displayName: 'Grace Hopper' },
            decision: 'approve',
            justification: 'Known outage',
            at: NOON,
            assurance: 'session',
          },
        ],
      },
    });
  });

  it('says what more time is asked for, and what became of a break-glass use', () => {
    const { extension } = activationView(extending());
    expect(extension).toEqual({
      additionalMinutes: 30,
      justification: 'Not done yet',
      requestedAt: noonPlus(10),
      approval: { quorum: 1, deadline: noonPlus(60), approvers: pending().approval.approvers, decisions: [] },
    });

    const reviewedBy = { id: grace.id, displayName: grace.displayName };
    const breakGlass = { review: 'signed', announcedAt: NOON, reviewedBy, reviewedAt: noonPlus(90) } as const;
    const used = ended({ breakGlass: { ...breakGlass, reviewJustification: 'Seen' } });
    expect(activationView(used).breakGlass).toEqual(breakGlass);
  });

  const signed = ended({ breakGlass: { review: 'signed', reviewedAt: NOON, reviewJustification: 'Seen' } });
  const all = [
    extending(),
    signed,
    pending(),
    approved(),
    provisioning(),
    active(),
    revoking(),
    ended(),
    denied(),
    timedOut(),
    cancelled(),
  ];

  it.each(all)('that is $status shows nothing the machinery keeps for itself', (activation) => {
    const shown = JSON.stringify(activationView(activation));

    expect(shown).not.toMatch(
      /person_|entitlement|eligibility|generation|revision|provider|192\.0\.2|userAgent|grantAttempt/,
    );
  });

  it.each(all)('that is $status has no field without a value', (activation) => {
    const view = activationView(activation);

    expect(Object.entries(view).filter(([, value]) => value === undefined)).toEqual([]);
  });

  it.each(all)('that is $status is described in full by the schema of answers', (activation) => {
    const view = activationView(activation);

    expect(v.parse(ActivationView, view)).toEqual(view);
    expect(v.is(ActivationView, { ...view, origin: activation.origin })).toBe(false);
  });
});

describe('a record of the report', () => {
  it('says where the request came from, besides', () => {
    expect(reportView(active())).toEqual({
      ...activationView(active()),
      origin: { ip: '192.0.2.1', userAgent: 'test' },
    });
  });
});

describe('a step of the story', () => {
  it('says what, when, by whom and what else, without the numbers of the chain', () => {
    const event = {
      id: 'evt_1',
      type: 'activation.approved' as const,
      at: NOON,
      seq: 2,
      actor: { id: grace.id, displayName: grace.displayName },
      subject: { kind: 'activation' as const, id: 'act_1' },
      details: { decision: 'approve' },
      prev: '',
    };

    expect(timelineView(event)).toEqual({ type: event.type, at: NOON, actor: event.actor, details: event.details });
  });
});
