import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { ActivationStatus } from './activation-view.ts';
import { ActorView } from './actor-view.ts';
import { ViolationAnswer } from './problem.ts';

/** A field that would be another, old → new; without `from` it was not there, without `to` it would be no more. */
export const ChangeAnswer = v.strictObject({
  kind: v.string(),
  id: v.string(),
  field: v.string(),
  from: v.exactOptional(v.unknown()),
  to: v.exactOptional(v.unknown()),
});

/** What somebody should mind; more than the code and the message depends on the route. */
export const WarningAnswer = v.looseObject({ code: v.string(), message: v.string() });

/** What would be, told without doing it: every route that changes something answers so to `dryRun`, with 200. */
export const DryRunAnswer = v.strictObject({
  changes: v.array(ChangeAnswer),
  violations: v.array(ViolationAnswer),
  warnings: v.array(WarningAnswer),
  /** Activations that would be cancelled, ended or cut off, as they are now; at most 200. */
  ends: v.array(
    v.strictObject({
      activationId: Id,
      requester: ActorView,
      roleId: Id,
      resourceId: Id,
      status: ActivationStatus,
    }),
  ),
});
