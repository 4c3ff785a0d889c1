import { isWaiting } from '#shared/domain/open-approval';
import { extendActivation } from '#shared/use-cases/extend-activation';
import { activationView } from './activation-view.ts';
import type { Request } from './api.ts';
import type { Answer } from './problems.ts';

/** POST /v1/activations/{id}/extend: 200 with the new end, or 202 when approvers have to agree first. */
export async function extend(
  { body, caller, path }: Request<'extendActivation'>,
  needs: Parameters<typeof extendActivation>[2],
): Promise<Answer> {
  const extended = await extendActivation({ ...body, activationId: path.id ?? '' }, caller, needs);
  return { status: isWaiting(extended) ? 202 : 200, body: activationView(extended) };
}
