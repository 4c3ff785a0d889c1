import * as v from 'valibot';
import { withTimeLimit } from '../time-limit.ts';
import type { Authorization, RequestRule } from './authorizers.ts';
import { authorizerEvent, type GatewayRequest } from './request-event.ts';
import type { MatchedRoute } from './route-table.ts';

export interface RequestAuthorizerOptions {
  readonly apiId: string;
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  readonly now: () => number;
}

const SimpleAnswer = v.object({
  isAuthorized: v.boolean(),
  context: v.optional(v.record(v.string(), v.unknown()), {}),
});

/** API Gateway waits no longer for an authorizer, in milliseconds. */
const LONGEST_WAIT = 10_000;
const MOST_KEPT = 1000;

/**
 * Makes API Gateway's REQUEST authorizer: it asks the function with the values of the identity source, once, and keeps
 * its yes or no under these values alone, for whatever route comes next.
 */
export function createRequestAuthorizer({ apiId, invoke, now }: RequestAuthorizerOptions) {
  const kept = new Map<string, { authorization: Authorization; until: number }>();

  async function ask(rule: RequestRule, request: GatewayRequest, matched: MatchedRoute, identity: string[]) {
    const event = authorizerEvent(request, matched, apiId, identity);
    const { isAuthorized, context } = v.parse(
      SimpleAnswer,
      await withTimeLimit(LONGEST_WAIT, invoke(rule.functionArn, event)),
    );
    const authorization: Authorization = isAuthorized
      ? { allowed: true, context: { lambda: context } }
      : { allowed: false, status: 403 };
    return authorization;
  }

  return async (rule: RequestRule, request: GatewayRequest, matched: MatchedRoute): Promise<Authorization> => {
    const identity = rule.headers.map((name) => request.headers[name] ?? '');
    if (identity.includes('')) return { allowed: false, status: 401 };
    const key = JSON.stringify([rule.id, ...identity]);
    const known = kept.get(key);
    if (known && now() < known.until) return known.authorization;
    try {
      const authorization = await ask(rule, request, matched, identity);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, { authorization, until: now() + rule.keptSeconds * 1000 });
      return authorization;
    } catch {
      return { allowed: false, status: 500 };
    }
  };
}
