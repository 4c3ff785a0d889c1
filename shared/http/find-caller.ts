import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import type { PrincipalView } from '#shared/ports/principals';
import { type Caller, identify, mayAdminister, mayReadEverything } from '#shared/use-cases/caller';
import { type Claims, type MfaClaims, refuseWithoutScope, sessionOf, verifiedClaims } from './bearer.ts';
import { callerAddress } from './edge.ts';
import type { Route } from './route.ts';

type Needs = Pick<Ports, 'principals' | 'onboardings' | 'now'>;

/** Who is behind a token; whoever has only signed in need not be known to Lapse. */
export interface Known {
  readonly claims: Claims;
  readonly caller?: Caller;
  /** A second factor that changing anything as an administrator takes; told after the request itself was found good. */
  readonly lacking?: Refusal;
}

/**
 * Finds out who calls, and whether the route is theirs.
 *
 * @throws Refusal of the token, of the caller, or not_onboarded
 */
export async function findCaller(
  event: APIGatewayProxyEventV2,
  route: Route,
  needs: Needs,
  { mfa, edge, asksAdministrators }: { mfa: MfaClaims; edge: string; asksAdministrators: boolean },
): Promise<Known> {
  const claims = verifiedClaims(event, needs.now());
  if (route.scopes) refuseWithoutScope(claims, route.scopes);
  if (route.relation === 'signed_in') return { claims };
  if (route.relation !== 'workload') await refuseBeforeConsent(needs);
  const view = await identify({ issuer: claims.iss, subject: claims.sub }, needs);
  if (route.relation === 'workload' && view.principal.kind !== 'workload') throw new Refusal('not_a_workload');
  if (!mayCall(route, view, needs.now())) throw new Refusal('not_allowed');
  const session = sessionOf(claims, mfa);
  const isLacking = asksAdministrators && !session.mfa && isAdministering(route, view, needs.now());
  const origin = { ip: callerAddress(event, edge), userAgent: event.requestContext.http.userAgent };
  const caller = { view, session, origin };
  return { claims, caller, ...(isLacking ? { lacking: new Refusal('mfa_required') } : {}) };
}

/** Whether an administrator changes something by the route, or takes all of it out at once; reading what there is does not count. */
function isAdministering({ relation, method }: Route, view: PrincipalView, now: string): boolean {
  if (relation === 'administrator_or_approver') return mayAdminister(view, now);
  return relation === 'administrator' || (method !== 'GET' && relation === 'reader');
}

function mayCall({ relation }: Route, view: PrincipalView, now: string): boolean {
  if (relation === 'reader') return mayReadEverything(view, now);
  return relation !== 'administrator' || mayAdminister(view, now);
}

/** Consent is never taken back, so a yes is remembered as long as the function lives (ONB-1). */
const consented = new WeakSet<Ports['onboardings']>();
async function refuseBeforeConsent({ onboardings }: Needs): Promise<void> {
  if (consented.has(onboardings)) return;
  if (!(await onboardings.find())) throw new Refusal('not_onboarded');
  consented.add(onboardings);
}
