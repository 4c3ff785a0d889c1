import { SESClient, SESServiceException } from '@aws-sdk/client-ses';
import { describe, expect, it } from 'vitest';
import { createSesMailer } from '#shared/mail/mailer';

const mail = {
  to: 'grace@lapse.example',
  subject: 'Größe',
  text: 'text',
  html: '<p>html</p>',
  tags: { eventId: 'evt_1' },
};

/** An SES that keeps what it was asked to send. */
function fakeSes(answer: () => { MessageId?: string }) {
  const asked: unknown[] = [];
  const ses = new SESClient({ region: 'eu-central-1' });
  ses.middlewareStack.add(
    () =>
      async ({ input }) => {
        asked.push(input);
        return { output: { MessageId: undefined, $metadata: {}, ...answer() }, response: {} };
      },
    { step: 'initialize' },
  );
  const mailer = createSesMailer({ ses, sender: 'lapse@lapse.example', configurationSet: 'lapse' });
  return { mailer, asked };
}

const refusingSes = (name: string, message: string) =>
  fakeSes(() => {
    throw new SESServiceException({ name, $fault: 'client', message, $metadata: {} });
  });

describe('sending a mail', () => {
  it('hands it to SES in UTF-8 under the configuration set and answers the message id', async () => {
    const { mailer, asked } = fakeSes(() => ({ MessageId: 'id-1' }));

    const messageId = await mailer.send(mail);

    expect(messageId).toBe('id-1');
    expect(asked).toEqual([
      {
        Source: 'lapse@lapse.example',
        Destination: { ToAddresses: ['grace@lapse.example'] },
        Message: {
          Subject: { Data: 'Größe', Charset: 'UTF-8' },
          Body: { Text: { Data: 'text', Charset: 'UTF-8' }, Html: { Data: '<p>html</p>', Charset: 'UTF-8' } },
        },
        ConfigurationSetName: 'lapse',
        Tags: [{ Name: 'eventId', Value: 'evt_1' }],
      },
    ]);
  });

  it.each([
    ['MessageRejected', 'no'],
    ['InvalidParameterValue', 'Missing final @domain'],
    ['ValidationError', 'Value at to is not well formed'],
  ])('is refused for good by %s: %s', async (name, message) => {
    const { mailer } = refusingSes(name, message);

    await expect(mailer.send(mail)).rejects.toMatchObject({ name: 'MessageRejected', message });
  });

  it.each([
    [
      'MessageRejected',
      'Email address is not verified. The following identities failed the check in region EU-WEST-1: grace@lapse.example',
    ],
    ['MessageRejected', 'Sending paused for this account. For more information, please check the inbox.'],
    ['MessageRejected', 'Sending suspended for this account.'],
    ['MailFromDomainNotVerifiedException', 'The MAIL FROM domain does not resolve.'],
    ['AccountSendingPausedException', 'Email sending is disabled for your entire Amazon SES account.'],
    ['ConfigurationSetSendingPausedException', 'Email sending is disabled for the configuration set.'],
  ])('is only held back by %s: %s', async (name, message) => {
    const { mailer } = refusingSes(name, message);

    await expect(mailer.send(mail)).rejects.toMatchObject({ name: 'SendingHeldBack', message });
  });

  it('fails by its own name when SES is only busy', async () => {
    const { mailer } = refusingSes('Throttling', 'Maximum sending rate exceeded.');

    await expect(mailer.send(mail)).rejects.toMatchObject({ name: 'Throttling' });
  });

  it('fails when SES does not say which message it became', async () => {
    const { mailer } = fakeSes(() => ({}));

    await expect(mailer.send(mail)).rejects.toThrow('message id');
  });
});
