import { statusAt } from '#shared/domain/assignment';
import type { Extension } from '#shared/domain/assignment-extension';
import type { NamedAssignment } from '#shared/use-cases/assign-role';

/** An assignment as a person may see it, and where it stands at this moment. */
export function assignmentView({ assignment, principalName, holderEnabled, roleName }: NamedAssignment, now: string) {
  const { id, principalId, roleId, resourceId, type, startsAt, endsAt, ticket } = assignment;
  return {
    id,
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
    createdBy: assignment.createdBy,
    status: statusAt(assignment, { enabled: holderEnabled }, now),
  };
}

/** A request to extend or renew an assignment, and what became of it. */
export function extensionView({ revision: _revision, ...extension }: Extension) {
  return extension;
}
