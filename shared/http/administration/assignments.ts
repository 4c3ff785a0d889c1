import type { Assignment } from '#shared/domain/assignment';
import type { Extension } from '#shared/domain/assignment-extension';
import { isOfRules } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { type AssignResult, assignRole } from '#shared/use-cases/assign-role';
import type { Caller } from '#shared/use-cases/caller';
import { changeAssignment } from '#shared/use-cases/change-assignment';
import { convertAssignment } from '#shared/use-cases/convert-assignment';
import { decideExtension } from '#shared/use-cases/decide-assignment-extension';
import { namePeople } from '#shared/use-cases/name-people';
import { removeAssignment } from '#shared/use-cases/remove-assignment';
import { requestExtension } from '#shared/use-cases/request-assignment-extension';
import { listAssignments, showAssignment } from '#shared/use-cases/show-assignment';
import type { Handlers, Request } from '../api.ts';
import { assignmentView, extensionView, namedInExtension } from '../assignment-view.ts';
import { type Answer, problemOf } from '../problems.ts';

type Needs = Pick<Ports, 'activations' | 'assignments' | 'extensions' | 'principals' | 'roles' | 'now' | 'newId'>;

/** Who is assigned what: assign, remove, convert, extend (ASG-1 … ASG-6). */
export function assignmentHandlers(ports: Needs) {
  return {
    listAssignments: async ({ query }) => {
      const { state, ...filter } = query;
      const at = { ...filter, ...(state ? { state: { is: state, at: ports.now() } } : {}) };
      const page = await listAssignments(at, query, ports);
      return { status: 200, body: { ...page, items: page.items.map((one) => assignmentView(one, ports.now())) } };
    },
    getAssignment: async ({ caller, path }) => {
      const found = await showAssignment(path.id ?? '', caller, ports);
      return { status: 200, revision: found.assignment.revision, body: assignmentView(found, ports.now()) };
    },
    createAssignments: (request) => createAssignments(request, ports),
    changeAssignment: async ({ caller, path, body, expectation }) => {
      const changed = await changeAssignment({ ...body, id: path.id ?? '' }, caller, ports, expectation);
      return { status: 200, revision: changed.assignment.revision, body: assignmentView(changed, ports.now()) };
    },
    removeAssignment: async ({ caller, path, expectation }) => {
      await removeAssignment(path.id ?? '', caller, ports, expectation);
      return { status: 204 };
    },
    makeEligible: (request) => convert(request, 'eligible', ports),
    makeActive: (request) => convert(request, 'active', ports),
    requestExtension: async ({ caller, path, body }) => {
      const extension = await requestExtension({ ...body, assignmentId: path.id ?? '' }, caller, ports);
      return { status: 202, body: await named(extension, caller, ports) };
    },
    listExtensions: async ({ query }) => {
      const page = await ports.extensions.listWaiting(query);
      const nameOf = await namePeople(page.items.flatMap(namedInExtension), ports);
      return { status: 200, body: { ...page, items: page.items.map((one) => extensionView(one, nameOf)) } };
    },
    decideExtension: async ({ caller, path, body }) => {
      const decided = await decideExtension({ ...body, extensionId: path.id ?? '' }, caller, ports);
      return { status: 200, body: await named(decided, caller, ports) };
    },
  } satisfies Partial<Handlers<'administration'>>;
}

async function named(extension: Extension, { view }: Caller, ports: Needs) {
  return extensionView(extension, await namePeople(namedInExtension(extension), ports, [view.principal]));
}

/** POST /v1/assignments: one principal answers with its own status, several answer 200 with each result. */
async function createAssignments(request: Request<'createAssignments'>, ports: Needs): Promise<Answer> {
  const { body, caller, dryRun } = request;
  const results = await assignRole(body, caller, ports);
  const [only, ...others] = results;
  const isSingle = others.length === 0 && !dryRun;
  const isTold = others.length > 0 || (dryRun && only && 'refusal' in only && isOfRules(only.refusal));
  if (!isTold && only && 'refusal' in only) throw only.refusal;
  const views = results.map((result) => resultView(result, ports.now()));
  return { status: isSingle ? 201 : 200, body: { results: views } };
}

function resultView(result: AssignResult, now: string) {
  const { principalId } = result;
  if ('refusal' in result) return { principalId, outcome: 'refused' as const, problem: problemOf(result.refusal) };
  return { principalId, outcome: 'added' as const, assignment: assignmentView(result, now) };
}

/** A dry run that would be refused shows the assignment as it stays, with what to mind. */
async function convert(
  { caller, path, dryRun }: Pick<Request<'makeEligible'>, 'caller' | 'path' | 'dryRun'>,
  type: Assignment['type'],
  ports: Needs,
): Promise<Answer> {
  const command = { id: path.id ?? '', type };
  const judged = dryRun ? await convertAssignment({ ...command, dryRun }, caller, ports) : undefined;
  const { refusal } = judged ?? {};
  if (refusal && !isOfRules(refusal)) throw refusal;
  const conversion = judged && refusal ? judged : await convertAssignment(command, caller, ports);
  return {
    status: 200,
    body: {
      assignment: assignmentView(conversion, ports.now()),
      warnings: conversion.warnings,
      ...(refusal ? { problem: problemOf(refusal) } : {}),
    },
  };
}
