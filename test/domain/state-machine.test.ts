import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Activation, finalStatuses, isFinal, type Status } from '#shared/domain/activation';
import type { RefusalCode } from '#shared/domain/refusal';
import {
  active,
  approved,
  cancelled,
  denied,
  ended,
  extending,
  noonPlus,
  pending,
  provisioning,
  revoking,
  timedOut,
} from '#test/support/activations';
import { refused } from '#test/support/refused';
import { type Action, actionNames, actions, attempt } from './actions.ts';

/** The statuses, and active once more while an extension waits for a decision. */
type Row = Status | 'extending';

const examples: Record<Row, Activation> = {
  pending_approval: pending(),
  approved: approved(),
  provisioning: provisioning(),
  active: active(),
  extending: extending(),
  revoking: revoking(),
  ended: ended(),
  denied: denied(),
  timed_out: timedOut(),
  cancelled: cancelled(),
};

/** Everything but the deadline lies behind; nothing but a time-out waits for it, and only what is held can be extended. */
const moments: Partial<Record<Action, string>> = {
  approve: noonPlus(30),
  deny: noonPlus(30),
  askExtension: noonPlus(30),
  extend: noonPlus(30),
  timeOut: noonPlus(24 * 60),
};
const moment = (action: Action) => moments[action] ?? noonPlus(90);

/** What becomes of an activation: its new status, or the code of the refusal. The types demand every cell. */
const table: Record<Row, Record<Action, Status | RefusalCode>> = {
  pending_approval: {
    approve: 'approved',
    deny: 'denied',
    cancel: 'cancelled',
    timeOut: 'timed_out',
    beginProvisioning: 'not_approved',
    activate: 'not_approved',
    beginRevoking: 'not_active',
    end: 'not_active',
    nudge: 'not_approved',
    askExtension: 'not_active',
    extend: 'not_active',
    timeOutExtension: 'not_pending',
    signOff: 'not_break_glass',
  },
  approved: {
    approve: 'not_pending',
    deny: 'not_pending',
    cancel: 'cancelled',
    timeOut: 'not_pending',
    beginProvisioning: 'provisioning',
    activate: 'not_approved',
    beginRevoking: 'not_active',
    end: 'not_active',
    nudge: 'approved',
    askExtension: 'not_active',
    extend: 'not_active',
    timeOutExtension: 'not_pending',
    signOff: 'not_break_glass',
  },
  provisioning: {
    approve: 'not_pending',
    deny: 'not_pending',
    cancel: 'not_cancellable',
    timeOut: 'not_pending',
    beginProvisioning: 'provisioning',
    activate: 'active',
    beginRevoking: 'revoking',
    end: 'not_active',
    nudge: 'not_approved',
    askExtension: 'not_active',
    extend: 'not_active',
    timeOutExtension: 'not_pending',
    signOff: 'not_break_glass',
  },
  active: {
    approve: 'not_pending',
    deny: 'not_pending',
    cancel: 'not_cancellable',
    timeOut: 'not_pending',
    beginProvisioning: 'not_approved',
    activate: 'not_approved',
    beginRevoking: 'revoking',
    end: 'not_active',
    nudge: 'not_approved',
    askExtension: 'active',
    extend: 'active',
    timeOutExtension: 'not_pending',
    signOff: 'not_break_glass',
  },
  extending: {
    approve: 'active',
    deny: 'active',
    cancel: 'not_cancellable',
    timeOut: 'not_pending',
    beginProvisioning: 'not_approved',
    activate: 'not_approved',
    beginRevoking: 'revoking',
    end: 'not_active',
    nudge: 'not_approved',
    askExtension: 'extension_pending',
    extend: 'active',
    timeOutExtension: 'active',
    signOff: 'not_break_glass',
  },
  revoking: {
    approve: 'not_pending',
    deny: 'not_pending',
    cancel: 'not_cancellable',
    timeOut: 'not_pending',
    beginProvisioning: 'not_approved',
    activate: 'not_approved',
    beginRevoking: 'not_active',
    end: 'ended',
    nudge: 'not_approved',
    askExtension: 'not_active',
    extend: 'not_active',
    timeOutExtension: 'not_pending',
    signOff: 'not_break_glass',
  },
  ended: allRefused(),
  denied: allRefused(),
  timed_out: allRefused(),
  cancelled: allRefused(),
};

/** Nothing more becomes of what is final. */
function allRefused(): Record<Action, RefusalCode> {
  return {
    approve: 'not_pending',
    deny: 'not_pending',
    cancel: 'not_cancellable',
    timeOut: 'not_pending',
    beginProvisioning: 'not_approved',
    activate: 'not_approved',
    beginRevoking: 'not_active',
    end: 'not_active',
    nudge: 'not_approved',
    askExtension: 'not_active',
    extend: 'not_active',
    timeOutExtension: 'not_pending',
    signOff: 'not_break_glass',
  };
}

const statuses = Activation.options.map((option) => option.entries.status.literal);
const isStatus = (outcome: string): outcome is Status => statuses.some((status) => status === outcome);
const rows: Row[] = [...statuses, 'extending'];
const cells = rows.flatMap((status) =>
  actionNames.map((action) => ({ status, action, outcome: table[status][action] })),
);
const moves = cells.filter(({ outcome }) => isStatus(outcome));
const refusals = cells.filter(({ outcome }) => !isStatus(outcome));

describe('an activation', () => {
  it('has a cell in the table for every status and every action', () => {
    expect(Object.keys(table).sort()).toEqual([...rows].sort());
    expect(cells.filter(({ outcome }) => outcome === undefined)).toEqual([]);
    expect(moves.length + refusals.length).toBe(10 * 13);
  });

  it.each(moves)('that is $status becomes $outcome by $action, one revision on', ({ status, action, outcome }) => {
    const before = examples[status];

    const after = actions[action](before, moment(action));

    expect(v.parse(Activation, after)).toMatchObject({ status: outcome, revision: before.revision + 1 });
  });

  it.each(refusals)('that is $status refuses $action with $outcome', ({ status, action, outcome }) => {
    expect(() => actions[action](examples[status], moment(action))).toThrow(refused(outcome as RefusalCode));
  });

  it.each(rows)('that is %s is not changed in place by any action', (status) => {
    const before = structuredClone(examples[status]);

    for (const action of actionNames) attempt(examples[status], action, moment(action));

    expect(examples[status]).toEqual(before);
  });

  it.each(rows)('that is %s is final exactly when no action moves it', (status) => {
    const movable = moves.some((move) => move.status === status);

    expect(isFinal(examples[status])).toBe(!movable);
    expect(finalStatuses.some((final) => final === status)).toBe(!movable);
  });
});
