import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { Mailer } from '#shared/ports/mailer';

/** Long enough for SES with its retries, short enough to leave the other mails of a batch their time. */
const DEADLINE_MILLISECONDS = 10_000;

/** Sends mails by Amazon SES, under the configuration set that tracks neither opens nor clicks. */
export function createSesMailer({ ses, sender, configurationSet }: SesMailer): Mailer {
  return {
    async send({ to, subject, text, html, tags }) {
      const command = new SendEmailCommand({
        Source: sender,
        Destination: { ToAddresses: [to] },
        Message: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } },
        ConfigurationSetName: configurationSet,
        Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
      });
      const abortSignal = AbortSignal.timeout(DEADLINE_MILLISECONDS);
      const { MessageId } = await ses.send(command, { abortSignal }).catch(nameRejection);
      if (!MessageId) throw new Error('SES answered without a message id.');
      return MessageId;
    },
  };
}

/** What SES will never take, whatever it calls it: an address that is none, a message it refuses. */
const REJECTIONS = ['MessageRejected', 'InvalidParameterValue', 'ValidationError'];

function nameRejection(error: unknown): never {
  if (error instanceof Error && REJECTIONS.includes(error.name))
    throw Object.assign(new Error(error.message, { cause: error }), { name: 'MessageRejected' });
  throw error;
}

interface SesMailer {
  readonly ses: SESClient;
  readonly sender: string;
  readonly configurationSet: string;
}

function utf8(text: string) {
  return { Data: text, Charset: 'UTF-8' };
}
