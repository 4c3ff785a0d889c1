import type { Semantic } from '#shared/domain/evaluation-semantic';
import { isId } from '#shared/domain/id';
import type { Ports } from '#shared/ports';
import { type EvaluationNeeds, evaluateAccess, type Question, type Verdict } from './evaluate-access.ts';
import { type Gate, gateOf } from './gate.ts';

/** The decision after which no more questions are answered. */
const LAST: Readonly<Record<Semantic, boolean | undefined>> = {
  execute_all: undefined,
  deny_on_first_deny: false,
  permit_on_first_permit: true,
};

/** Reads and notes under way together. */
const AT_ONCE = 8;

/**
 * Answers several questions in order, each by itself: what is no whole question is answered no. However often a subject,
 * role or place is named, it is read once, and the use of a role is noted once.
 *
 * @param questions absent where something of one is missing
 * @returns a verdict for each, or those up to the first that ends it
 */
export async function evaluateSeveral(
  questions: readonly (Question | undefined)[],
  semantic: Semantic,
  needs: EvaluationNeeds,
): Promise<Verdict[]> {
  const once = readingOnce(questions, needs);
  if (semantic === 'execute_all') return Promise.all(questions.map((question) => answer(question, once)));
  const verdicts: Verdict[] = [];
  for (const question of questions) {
    const verdict = await answer(question, once);
    verdicts.push(verdict);
    if (verdict.decision === LAST[semantic]) break;
  }
  return verdicts;
}

async function answer(question: Question | undefined, needs: EvaluationNeeds): Promise<Verdict> {
  return question ? evaluateAccess(question, needs) : { decision: false, context: { reason: 'incomplete_question' } };
}

/** The same ports, for one request: each thing is asked for once, and so many at a time. */
function readingOnce(questions: readonly (Question | undefined)[], needs: EvaluationNeeds): EvaluationNeeds {
  const { principals, roles, onboardings, roleUses } = needs;
  const gate = gateOf(AT_ONCE);
  const recorded = new Set<string>();
  const recordOnce: Ports['roleUses']['record'] = async (principalId, use, since) => {
    const key = `${principalId}\n${use.roleId}`;
    if (recorded.has(key)) return;
    recorded.add(key);
    await gate(() => roleUses.record(principalId, use, since));
  };
  return {
    ...needs,
    principals: {
      ...principals,
      view: once(gate, principals.view),
      findIdByIdentity: once(gate, principals.findIdByIdentity),
    },
    roles: { ...roles, find: rolesOf(questions, roles), findResource: once(gate, roles.findResource) },
    onboardings: { ...onboardings, find: once(gate, onboardings.find) },
    roleUses: { record: recordOnce },
  };
}

function once<A extends string[], T>(gate: Gate, find: (...by: A) => Promise<T>): (...by: A) => Promise<T> {
  const found = new Map<string, Promise<T>>();
  return (...by) => {
    const key = by.join('\n');
    const known = found.get(key) ?? gate(() => find(...by));
    found.set(key, known);
    return known;
  };
}

/** All roles that are asked about, in one request a hundred, when the first is wanted. */
function rolesOf(
  questions: readonly (Question | undefined)[],
  { findSeveral }: Ports['roles'],
): Ports['roles']['find'] {
  let found: ReturnType<typeof findSeveral> | undefined;
  const ids = questions.flatMap((question) => (question && isId(question.resource.id) ? [question.resource.id] : []));
  return async (id) => {
    found ??= findSeveral(ids);
    return (await found).find((role) => role.id === id);
  };
}
