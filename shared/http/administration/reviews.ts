import type { Ports } from '#shared/ports';
import { reviewActivation } from '#shared/use-cases/review-activation';
import { activationView } from '../activation-view.ts';
import type { Handlers } from '../api.ts';

/** The administrators' word on break-glass uses. */
export function reviewHandlers(ports: Pick<Ports, 'activations' | 'principals' | 'now'>) {
  return {
    reviewActivation: async ({ caller, path, body }) => {
      const reviewed = await reviewActivation({ ...body, activationId: path.id ?? '' }, caller, ports);
      return { status: 200, body: activationView(reviewed) };
    },
  } satisfies Partial<Handlers<'administration'>>;
}
