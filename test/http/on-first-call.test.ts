import { describe, expect, it, vi } from 'vitest';
import { onFirstCall } from '#shared/http/on-first-call';
import { revocationRoutes } from '#shared/http/routes/revocations';

const request = { body: { reason: 'Left the company' } } as never;

describe('handlers on first call', () => {
  it('are there for each route they serve, before anything is loaded', () => {
    const load = vi.fn();

    expect(Object.keys(onFirstCall(revocationRoutes, load))).toEqual(Object.keys(revocationRoutes));
    expect(load).not.toHaveBeenCalled();
  });

  it('are loaded once, however many calls come at the same moment, and answer each', async () => {
    const revokeActivation = vi.fn(() => ({ status: 200 }));
    const load = vi.fn(async () => ({ revokeActivation }));
    const handlers = onFirstCall(revocationRoutes, load);

    const answers = await Promise.all([handlers.revokeActivation(request), handlers.revokeActivation(request)]);

    expect(answers).toEqual([{ status: 200 }, { status: 200 }]);
    expect(revokeActivation.mock.calls).toEqual([[request], [request]]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('that cannot be loaded answer nothing', async () => {
    const handlers = onFirstCall(revocationRoutes, () => Promise.reject(new Error('broken')));

    await expect(handlers.revokeActivation(request)).rejects.toThrow('broken');
  });
});
