import { statusAt } from '#shared/domain/assignment';
import type { Extension } from '#shared/domain/assignment-extension';
import type { NamedAssignment } from '#shared/use-cases/assign-role';
import type { NameOf } from '#shared/use-cases/name-people';

/** An assignment as a person may see it, and where it stands at this moment. */
export function assignmentView(named: NamedAssignment, now: string) {
  const { assignment, principalName, holderEnabled, roleName, createdBy } = named;
  const { id, principalId, roleId, resourceId, type, startsAt, endsAt, ticket } = assignment;
  return {
    id,
    principal: { id: principalId, displayName: principalName },
    principalId,
    principalName,
    roleId,
    roleName,
    resourceId,
    type,
    startsAt,
    ...(endsAt === undefined ? {} : { endsAt }),
    permanent: endsAt === undefined,
    justification: assignment.justification,
    ...(ticket === undefined ? {} : { ticket }),
    createdAt: assignment.createdAt,
    createdBy,
    status: statusAt(assignment, { enabled: holderEnabled }, now),
  };
}

/** A request to extend or renew an assignment, and what became of it. */
export function extensionView({ revision: _revision, ...extension }: Extension, nameOf: NameOf) {
  return {
    ...extension,
    principal: nameOf(extension.principalId),
    requestedBy: nameOf(extension.requestedBy),
    ...('decidedBy' in extension ? { decidedBy: nameOf(extension.decidedBy) } : {}),
  };
}

/** Everybody whom the view of an extension names. */
export function namedInExtension(extension: Extension): string[] {
  const { principalId, requestedBy } = extension;
  return [principalId, requestedBy, ...('decidedBy' in extension ? [extension.decidedBy] : [])];
}
