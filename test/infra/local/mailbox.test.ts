import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from '#infra/local/data-folder';
import { createMailbox } from '#infra/local/mailbox';
import { serve, startServices } from './services.ts';
import { temporaryFolder } from './tiny-template.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');

async function startMailbox(dataFolder?: DataFolder) {
  const mailbox = createMailbox(() => NOON, dataFolder);
  const { origin: endpoint } = await startServices({ mailbox });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new SESClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
  const send = (to: string[], subject: string, html?: string) =>
    client.send(
      new SendEmailCommand({
        Source: 'lapse@example.test',
        Destination: { ToAddresses: to },
        Message: {
          Subject: { Data: subject },
          Body: { Text: { Data: `${subject} & more` }, ...(html && { Html: { Data: html } }) },
        },
      }),
    );
  return { ...mailbox, send };
}

describe('the mailbox', () => {
  it('shows one entry for each recipient, oldest first, at the time of the local clock', async () => {
    const { send, mails } = await startMailbox();

    const { MessageId } = await send(['grace@example.test', 'alan@example.test'], 'Approve?');
    await send(['ada@example.test'], 'Approved', '<p>Yes</p>');

    expect(MessageId).toBeTruthy();
    expect(mails().map(({ to }) => to)).toEqual(['grace@example.test', 'alan@example.test', 'ada@example.test']);
    expect(mails('ADA@example.test')).toEqual([
      {
        to: 'ada@example.test',
        subject: 'Approved',
        text: 'Approved & more',
        html: '<p>Yes</p>',
        at: '2026-11-22T12:00:00.000Z',
      },
    ]);
  });

  it.each([
    ['without a recipient', []],
    ['to an address that is none', ['ada']],
  ])('refuses a mail %s by the name SES gives it', async (_, to) => {
    const { send, mails } = await startMailbox();

    await expect(send(to, 'Hello')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(mails()).toEqual([]);
  });

  it('keeps its mails in the data folder, whatever the process was doing when it was killed', async () => {
    const folder = openDataFolder(temporaryFolder());
    const first = await startMailbox(folder);
    await first.send(['grace@example.test', 'alan@example.test'], 'Approve?');
    folder.append('mails.jsonl', '\n{"to":"half a');
    await (await startMailbox(folder)).send(['ada@example.test'], 'Approved');

    const kept = createMailbox(() => NOON, folder).mails();

    expect(kept.map(({ to }) => to)).toEqual(['grace@example.test', 'alan@example.test', 'ada@example.test']);
    expect(kept[0]).toEqual(first.mails()[0]);
  });

  it('shows mails as a page on which their own HTML can do nothing', async () => {
    const { send, page } = await startMailbox();
    await send(['ada@example.test'], '<script>alert(1)</script>', '<script>alert(2)</script>');
    const { origin } = await serve(page);

    const html = await (await fetch(origin)).text();

    expect(html).toContain('&lt;script&gt;alert(1)');
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('sandbox="allow-popups');
  });
});
