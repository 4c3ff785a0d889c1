import { Refusal } from '#shared/domain/refusal';
import type { EvaluationNeeds, Question, Verdict } from '#shared/use-cases/evaluate-access';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { evaluateSeveral } from '#shared/use-cases/evaluate-several';
import { MOST_PLACES, MOST_SUBJECTS } from './evaluation-limits.ts';
import { parseFields } from './request.ts';
import { EvaluationBody, type EvaluationsBody } from './schemas.ts';

/**
 * Several questions in one request; what a question leaves out, the request around it gives. Each is judged by itself. A
 * request without questions is one itself, and is answered like one (OpenID AuthZEN Authorization API 1.0, 7).
 *
 * @throws Refusal invalid_input when there are no questions and the request itself is not a whole one, or when they are
 *   about too many subjects or places
 */
export async function evaluateEach(
  body: EvaluationsBody,
  needs: EvaluationNeeds,
): Promise<Verdict | { evaluations: Verdict[] }> {
  const { evaluations = [], options, ...shared } = body;
  if (evaluations.length === 0) return evaluateAccess(parseFields(EvaluationBody, shared), needs);
  const questions = evaluations.map((one) => questionOf(shared, one));
  refuseTooMany(questions);
  return { evaluations: await evaluateSeveral(questions, options?.evaluations_semantic ?? 'execute_all', needs) };
}

/** The parts of a question, and what makes each of them whole. */
const WHOLE = { subject: ['type', 'id'], action: ['name'], resource: ['type', 'id'] } as const;
type Part = keyof typeof WHOLE;

function questionOf(shared: object, one: unknown): Question | undefined {
  if (!isObject(one)) return undefined;
  const parts = (Object.keys(WHOLE) as Part[]).map((part) => [part, partOf(part, field(shared, part), one)] as const);
  const context = Object.hasOwn(one, 'context') ? { context: field(one, 'context') } : {};
  try {
    return parseFields(EvaluationBody, { ...Object.fromEntries(parts), ...context });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/**
 * A part the question has replaces that of the request as a whole. Only where the request gives no whole part, but a
 * pattern for all (`"resource": { "type": "role" }`), does the question fill it in.
 */
function partOf(part: Part, shared: unknown, one: object): unknown {
  if (!Object.hasOwn(one, part)) return shared;
  const own = field(one, part);
  const isPattern = isObject(shared) && !WHOLE[part].every((name) => Object.hasOwn(shared, name));
  if (!isPattern || !isObject(own)) return own;
  const given = WHOLE[part].filter((name) => Object.hasOwn(shared, name)).map((name) => [name, field(shared, name)]);
  return { ...Object.fromEntries(given), ...own };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const field = (of: object, name: string): unknown => (Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined);

function refuseTooMany(questions: readonly (Question | undefined)[]): void {
  const whole = questions.filter((question) => question !== undefined);
  const subjects = new Set(whole.map(({ subject }) => `${subject.type}\n${subject.id}`));
  const places = new Set(whole.map(({ resource }) => resource.properties?.resourceId));
  const violations = [
    ...(subjects.size > MOST_SUBJECTS ? [tooMany(MOST_SUBJECTS, 'subjects')] : []),
    ...(places.size > MOST_PLACES ? [tooMany(MOST_PLACES, 'places (resource.properties.resourceId)')] : []),
  ];
  if (violations.length > 0) throw new Refusal('invalid_input', { violations });
}

function tooMany(limit: number, what: string) {
  const message = `evaluations: at most ${limit} different ${what} in one request; ask about the others in another`;
  return { rule: 'evaluations', code: 'invalid_input', message, limit, unit: 'items' } as const;
}
