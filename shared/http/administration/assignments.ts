import type { Assignment } from '#shared/domain/assignment';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { type AssignResult, assignRole } from '#shared/use-cases/assign-role';
import { convertAssignment } from '#shared/use-cases/convert-assignment';
import { decideExtension } from '#shared/use-cases/decide-assignment-extension';
import { removeAssignment } from '#shared/use-cases/remove-assignment';
import { requestExtension } from '#shared/use-cases/request-assignment-extension';
import { listAssignments, showAssignment } from '#shared/use-cases/show-assignment';
import type { Handlers, Request } from '../api.ts';
import { assignmentView, extensionView } from '../assignment-view.ts';
import { type Answer, problemOf } from '../problems.ts';

type Needs = Pick<Ports, 'assignments' | 'extensions' | 'principals' | 'roles' | 'now' | 'newId'>;

/** Who is assigned what: assign, remove, convert, extend (ASG-1 … ASG-5). */
export function assignmentHandlers(ports: Needs) {
  return {
    listAssignments: async ({ query }) => {
      const page = await listAssignments(query, query, ports);
      return { status: 200, body: { ...page, items: page.items.map((one) => assignmentView(one, ports.now())) } };
    },
    getAssignment: async ({ caller, path }) => {
      const found = await showAssignment(path.id ?? '', caller, ports);
      return { status: 200, body: assignmentView(found, ports.now()) };
    },
    createAssignments: (request) => createAssignments(request, ports),
    removeAssignment: async ({ caller, path }) => {
      await removeAssignment(path.id ?? '', caller, ports);
      return { status: 204 };
    },
    makeEligible: (request) => convert(request, 'eligible', ports),
    makeActive: (request) => convert(request, 'active', ports),
    requestExtension: async ({ caller, path, body }) => {
      const extension = await requestExtension({ ...body, assignmentId: path.id ?? '' }, caller, ports);
      return { status: 202, body: extensionView(extension) };
    },
    listExtensions: async ({ query }) => {
      const page = await ports.extensions.listWaiting(query);
      return { status: 200, body: { ...page, items: page.items.map(extensionView) } };
    },
    decideExtension: async ({ caller, path, body }) => {
      const decided = await decideExtension({ ...body, extensionId: path.id ?? '' }, caller, ports);
      return { status: 200, body: extensionView(decided) };
    },
  } satisfies Partial<Handlers<'administration'>>;
}

/** POST /v1/assignments: one principal answers with its own status, several answer 200 with each result. */
async function createAssignments({ body, caller }: Request<'createAssignments'>, ports: Needs): Promise<Answer> {
  const results = await assignRole(body, caller, ports);
  const [only, ...others] = results;
  const isSingle = others.length === 0 && !body.dryRun;
  if (isSingle && only && 'refusal' in only) throw only.refusal;
  const views = results.map((result) => resultView(result, ports.now()));
  return { status: isSingle ? 201 : 200, body: { results: views } };
}

function resultView(result: AssignResult, now: string) {
  const { principalId } = result;
  if ('refusal' in result) return { principalId, outcome: 'refused' as const, problem: problemOf(result.refusal) };
  return { principalId, outcome: 'added' as const, assignment: assignmentView(result, now) };
}

async function convert(
  { caller, path, body }: Pick<Request<'makeEligible'>, 'caller' | 'path' | 'body'>,
  type: Assignment['type'],
  ports: Needs,
): Promise<Answer> {
  const conversion = await convertAssignment({ id: path.id ?? '', type, ...body }, caller, ports);
  const { warnings, refusal } = conversion;
  return {
    status: 200,
    body: {
      assignment: assignmentView(conversion, ports.now()),
      warnings,
      ...(refusal instanceof Refusal ? { problem: problemOf(refusal) } : {}),
    },
  };
}
