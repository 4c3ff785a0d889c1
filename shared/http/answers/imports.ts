import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import type { AnswerSchemas } from '../answers.ts';
import { WarningAnswer } from './dry-run.ts';
import { ProblemAnswer } from './problem.ts';

const LineResult = v.strictObject({
  id: v.exactOptional(Id),
  outcome: v.picklist(['created', 'same', 'differs', 'disabled', 'refused']),
  /** Of somebody who is there: in which fields they are another. */
  fields: v.exactOptional(v.array(v.string())),
  warnings: v.exactOptional(v.array(WarningAnswer)),
  problem: v.exactOptional(ProblemAnswer),
});

const cameTo = {
  outcome: v.picklist(['created', 'same', 'differs', 'refused']),
  /** Of what is there: in which fields it is another. */
  fields: v.exactOptional(v.array(v.string())),
  warnings: v.exactOptional(v.array(WarningAnswer)),
  problem: v.exactOptional(ProblemAnswer),
};
const [resourceId, groupId, roleId, principalId] = [Id, Id, Id, Id];
const EntryResult = v.variant('kind', [
  v.strictObject({ kind: v.literal('resource'), resourceId, ...cameTo }),
  v.strictObject({ kind: v.literal('group'), groupId, ...cameTo }),
  v.strictObject({ kind: v.literal('member'), groupId, principalId, ...cameTo }),
  v.strictObject({ kind: v.literal('role'), roleId, ...cameTo }),
  v.strictObject({ kind: v.literal('settings'), roleId, resourceId, ...cameTo }),
  v.strictObject({
    kind: v.literal('assignment'),
    roleId,
    resourceId,
    principalId,
    type: v.picklist(['eligible', 'active']),
    ...cameTo,
  }),
]);

export const importAnswers = {
  importPolicy: { 200: v.strictObject({ results: v.array(EntryResult) }) },
  importPrincipals: { 200: v.strictObject({ results: v.array(LineResult) }) },
} as const satisfies Record<string, AnswerSchemas>;
