import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MailId } from '#shared/domain/delivery';
import { keys } from '#shared/dynamodb/keys';
import { mailTags } from '#shared/mail/mail-tags';
import { additionsTo, approver } from '#test/support/additions';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, decide, letterTo, page, show } from '#test/support/story';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
  const additions = additionsTo(stack);
  await additions.addPerson('bernard', 'bounce@simulator.example.test');
  await additions.addPerson('clara', 'complaint@simulator.example.test');
  const approvers = [approver('bernard'), approver('clara')];
  await additions.addRole('far-away', { decisionMode: 'link', approval: { required: true, approvers } });
  await additions.addRole('nearer', {
    decisionMode: 'link',
    approval: { required: true, approvers: [approver('bernard'), approver('grace')] },
  });
  await additions.makeEligible('margaret', 'far-away');
  await additions.makeEligible('margaret', 'nearer');
  additions.close();
});
afterAll(() => stack.stop());

const Kept = v.object({ messageId: v.string(), reports: v.array(v.string()) });
const subjects = (person: string) => stack.mailTo(person).map(({ subject }) => subject);
const eventsOf = async (type: string) =>
  (await stack.exportTable()).filter((row) => row.entity === 'event' && row.type === type);

describe('a request whose approvers no mail reaches (T-40)', () => {
  it('is told to the requester and to administrators; its approvers can still decide in the inbox', async () => {
    const id = await ask(stack, 'margaret', { items: [{ roleId: 'far-away' }], justification: 'Work' });

    expect(subjects('margaret')).toEqual(['Nobody could be asked: far-away']);
    for (const administrator of ['grace', 'alan'])
      expect(subjects(administrator)).toEqual(['Nobody could be asked: far-away by Margaret Hamilton']);
    expect(await eventsOf('mail.bounced')).toMatchObject([{ seq: 1, details: { recipientId: 'bernard' } }]);
    expect(await eventsOf('mail.complained')).toMatchObject([{ seq: 1, details: { recipientId: 'clara' } }]);
    expect(stack.functions.logs.filter(({ line }) => line.includes('refused'))).toEqual([]);

    await decide(stack, 'clara', id, 'approve');
    await stack.settled();
    expect((await show(stack, id)).status).toBe('active');
  });

  it('is none when one approver is left, who decides by the link', async () => {
    const id = await ask(stack, 'margaret', { items: [{ roleId: 'nearer' }], justification: 'Work' });

    expect(await eventsOf('mail.approvers_unreachable')).toHaveLength(1);
    await page(stack).approve(letterTo(stack, 'grace'));
    await stack.settled();
    expect((await show(stack, id)).status).toBe('active');
  });

  it('is told once, however often the mail service reports the same bounce', async () => {
    const [bounced] = await eventsOf('mail.bounced');
    const named = v.parse(v.object(MailId.entries), bounced?.details);
    const tags = mailTags(named);
    const { pk, sk } = keys.claim(named.about, named.eventId, named.recipientId);
    const kept = (await stack.exportTable()).find((row) => row.pk === pk && row.sk === sk);
    const { messageId, reports } = v.parse(Kept, kept);
    const mail = {
      messageId,
      destination: ['bounce@simulator.example.test'],
      tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
    };
    const bounce = { bounceType: 'Permanent', bounceSubType: 'General', feedbackId: reports[0] };
    const event = { source: 'aws.ses', 'detail-type': 'Email Bounced', detail: { eventType: 'Bounce', mail, bounce } };
    const [before, told] = [await stack.exportTable(), stack.mails().length];

    for (let times = 1; times <= 3; times += 1) await stack.functions.invoke('mail/record-delivery', event);
    await stack.settled();

    expect(await stack.exportTable()).toEqual(before);
    expect(stack.mails()).toHaveLength(told);
    expect(stack.functions.logs.filter(({ line }) => line.includes('"ReportsRefused"'))).toEqual([]);
  });

  it('cannot be made by a forged report', async () => {
    const before = await stack.exportTable();
    const tags = Object.fromEntries(
      Object.entries({ subjectKind: 'activation', subjectId: 'YWN0XzE', eventId: 'evt_1', recipientId: 'grace' }).map(
        ([name, value]) => [name, [value]],
      ),
    );
    const bounce = { bounceType: 'Permanent', bounceSubType: 'General', feedbackId: 'f' };
    const mail = { messageId: 'm', destination: ['grace@example.test'], tags };

    for (const forged of [
      {},
      { source: 'aws.ses', 'detail-type': 'Email Bounced', detail: { eventType: 'Bounce', mail, bounce } },
    ])
      await stack.functions.invoke('mail/record-delivery', forged);

    expect(await stack.exportTable()).toEqual(before);
    expect(stack.functions.logs.filter(({ line }) => line.includes('"ReportsRefused":1'))).toHaveLength(2);
  });
});
