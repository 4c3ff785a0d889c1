import * as v from 'valibot';
import type { Activation } from '#shared/domain/activation';
import { isOfRules, Refusal, type Violation, violation } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { rehearseChange } from '#shared/use-cases/rehearse-change';
import { type Answer, challengeFields } from './problems.ts';

type Needs = Pick<Ports, 'rehearsals' | 'activations' | 'endings' | 'principals'>;

/** What the dry run of a route is answered by. */
export interface DryRunOf {
  readonly run: () => Promise<Answer>;
  /** Why the real call would not even begin: a second factor is missing. */
  readonly lacking: Refusal | undefined;
  /** The answer itself tells more (`dryRun: 'shows'` in the table of routes). */
  readonly shows: boolean;
  readonly acrValues: string;
}

/** What a handler may say itself; what it does not say is made here. */
const Told = v.looseObject({
  changes: v.optional(v.array(v.unknown())),
  violations: v.optional(v.array(v.unknown())),
  warnings: v.optional(v.array(v.unknown()), []),
  results: v.optional(v.array(v.looseObject({ problem: v.optional(v.unknown()) })), []),
  problem: v.optional(v.unknown()),
});
/** Of an answer that is not shown, what to mind is told all the same. */
const Warned = v.object({ warnings: v.optional(v.array(v.unknown()), []) });
const Refused = v.object({ code: v.string(), detail: v.string(), violations: v.optional(v.array(v.unknown())) });

/**
 * Answers a dry run: 200 with what would change, old → new, what would end, what the rules say no to and what to mind. The
 * route's own handler runs, on a table where nothing is written. Of refusals only those of rules, of conflicts and of a
 * missing second factor are told so; all others are answered as without it.
 *
 * @throws Refusal of every other kind
 */
export async function answerDryRun({ run, lacking, shows, acrValues }: DryRunOf, needs: Needs): Promise<Answer> {
  const before = lacking ? violationsOf(lacking, acrValues) : [];
  try {
    const { outcome, changes, ends } = await rehearseChange(run, needs);
    const { body, headers } = outcome;
    const said = typeof body === 'object' && body !== null ? body : {};
    const told = v.parse(Told, shows ? said : v.parse(Warned, said));
    const violations = [...before, ...(told.violations ?? refusedIn(told))];
    const frame = { changes: told.changes ?? changes, violations, warnings: told.warnings, ends: ends.map(endView) };
    return { status: 200, ...(headers ? { headers } : {}), body: { ...(shows ? Object(body) : {}), ...frame } };
  } catch (error) {
    if (!(error instanceof Refusal) || !isOfRules(error)) throw error;
    const violations = [...before, ...violationsOf(error, acrValues)];
    return { status: 200, body: { changes: [], violations, warnings: [], ends: [] } };
  }
}

/** Every broken rule; a missing second factor with the challenge a client needs to ask for it (RFC 9470). */
function violationsOf(refusal: Refusal, acrValues: string): Violation[] {
  const listed = refusal.context.violations ?? [];
  const all = listed.length > 0 ? listed : [{ ...violation('request', refusal.code), message: refusal.message }];
  return all.map((one) =>
    one.code === 'mfa_required' ? { ...one, challenge: challengeFields(refusal, acrValues) } : one,
  );
}

/** What several results, or the one, were refused for. */
function refusedIn({ results, problem }: v.InferOutput<typeof Told>): unknown[] {
  return [problem, ...results.map((result) => result.problem)].flatMap((one) => {
    const refused = v.safeParse(Refused, one);
    if (!refused.success) return [];
    const { code, detail, violations = [] } = refused.output;
    return violations.length > 0 ? violations : [{ rule: 'request', code, message: detail }];
  });
}

function endView({ id, requester, roleId, resourceId, status }: Activation) {
  const { id: requesterId, displayName } = requester;
  return { activationId: id, requester: { id: requesterId, displayName }, roleId, resourceId, status };
}
