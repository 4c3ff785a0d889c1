import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Activation, type Status } from '#shared/domain/activation';
import { approved, extending, grace, mallory, noonPlus, pending, yesOf } from '#test/support/activations';
import { actionNames, attempt } from './actions.ts';

/** The drawing of product.md: which statuses may follow which. */
const legal: Record<Status, readonly Status[]> = {
  pending_approval: ['pending_approval', 'approved', 'denied', 'timed_out', 'cancelled'],
  approved: ['approved', 'provisioning', 'cancelled'],
  provisioning: ['provisioning', 'active', 'revoking'],
  active: ['active', 'revoking'],
  revoking: ['revoking', 'ended'],
  ended: ['ended'],
  denied: ['denied'],
  timed_out: ['timed_out'],
  cancelled: ['cancelled'],
};

describe('I08: whatever is done to an activation, at whatever time', () => {
  const deeds = fc.array(
    fc.record({
      action: fc.constantFrom(...actionNames),
      minutes: fc.integer({ min: -10, max: 3000 }),
    }),
    { maxLength: 30 },
  );
  const beginnings = fc.constantFrom<Activation>(
    pending(),
    approved(),
    pending({ approval: { votes: [yesOf(grace)], quorum: 2 } }),
    extending(),
    pending({ requester: mallory, eligibility: { assignmentId: 'asg_2', holderId: 'grp_1', endsAt: noonPlus(45) } }),
  );

  it('moves only along the drawing, and ends only after revoking', () => {
    fc.assert(
      fc.property(beginnings, deeds, (beginning, sequence) => {
        let activation = beginning;
        for (const { action, minutes } of sequence) {
          const next = attempt(activation, action, noonPlus(minutes));
          expect(legal[activation.status]).toContain(next.status);
          expect(next.revision - activation.revision).toBe(next === activation ? 0 : 1);
          if (next.status === 'ended' && next !== activation) expect(activation.status).toBe('revoking');
          activation = next;
        }
      }),
    );
  });

  it('stays what the table can hold, with the request unchanged', () => {
    fc.assert(
      fc.property(beginnings, deeds, (beginning, sequence) => {
        const end = sequence.reduce((now, { action, minutes }) => attempt(now, action, noonPlus(minutes)), beginning);

        const { id, requester, roleId, settings } = beginning;
        const { assignmentId, holderId } = beginning.eligibility;
        const request = { id, requester, roleId, settings, eligibility: { assignmentId, holderId } };
        expect(v.parse(Activation, end)).toMatchObject(request);
        const wasExtended = end.generation > beginning.generation;
        expect(end.durationMinutes > beginning.durationMinutes).toBe(wasExtended);
        expect(end.termsRevision).toBeGreaterThanOrEqual(beginning.termsRevision);
      }),
    );
  });
});
