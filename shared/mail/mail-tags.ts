import * as v from 'valibot';
import { MailId } from '#shared/domain/delivery';

/*
 * SES gives a mail's tags back with everything it reports of the mail, so that its record is found without an index.
 * Names and values are of letters, digits, `_` and `-`, at most 256 (SES); ids of subjects hold more than that, hence
 * base64url.
 */

export function mailTags({ about, eventId, recipientId }: MailId): Record<string, string> {
  return { subjectKind: about.kind, subjectId: Buffer.from(about.id).toString('base64url'), eventId, recipientId };
}

const Tag = v.pipe(
  v.strictTuple([v.string()]),
  v.transform(([value]) => value),
);

/** The tags of a mail as SES reports them: a list of values each. Others are there besides ours. */
export const ReportedTags = v.pipe(
  v.object({ subjectKind: Tag, subjectId: Tag, eventId: Tag, recipientId: Tag }),
  v.transform(({ subjectKind, subjectId, eventId, recipientId }) => ({
    about: { kind: subjectKind, id: Buffer.from(subjectId, 'base64url').toString() },
    eventId,
    recipientId,
  })),
  MailId,
);
