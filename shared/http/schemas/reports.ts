import * as v from 'valibot';
import { eventTypes, subjectKinds } from '#shared/domain/audit-event';
import { Id } from '#shared/domain/id';
import { InstantInput } from '#shared/domain/instant';
import { exportForms } from '../export-form.ts';
import { bounded, ExportPage } from '../fields.ts';

const isTypeOrBeginning = (text: string) =>
  eventTypes.some((type) => (text.endsWith('.') ? type.startsWith(text) : type === text));

export const AuditQuery = v.strictObject({
  ...ExportPage.entries,
  from: v.exactOptional(InstantInput),
  to: v.exactOptional(InstantInput),
  type: v.exactOptional(
    v.pipe(
      bounded(60),
      v.check(isTypeOrBeginning, 'must be a type of event, or its beginning up to the dot, like activation.'),
    ),
  ),
  actorId: v.exactOptional(Id),
  subjectKind: v.exactOptional(v.picklist(subjectKinds, 'must be a kind of subject')),
  subjectId: v.exactOptional(bounded(200)),
  format: v.exactOptional(
    v.pipe(
      v.picklist([...exportForms, 'ocsf', 'lapse'], `must be one of: ${exportForms.join(', ')}, ocsf, lapse`),
      v.description('ocsf comes as JSON lines; lapse, which is the default, as Accept says.'),
    ),
  ),
});

export const SummaryQuery = v.strictObject({
  from: v.exactOptional(InstantInput),
  to: v.exactOptional(InstantInput),
});
