import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { Mailer } from '#shared/ports/mailer';

/** Long enough for SES with its retries, short enough to leave the other mails of a batch their time. */
const DEADLINE_MILLISECONDS = 10_000;

/** Sends mails by Amazon SES, under the configuration set that tracks neither opens nor clicks. */
export function createSesMailer({ ses, sender, configurationSet }: SesMailer): Pick<Mailer, 'send'> {
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

/**
 * What SES says while it lets us send nothing yet, or nothing any more, often under the same name: the sender or, in the
 * sandbox, the recipient is not verified; sending is paused. It passes, and says nothing about the mail.
 */
const HELD_BACK_NAMES =
  /^(MailFromDomainNotVerified|ConfigurationSetSendingPaused|AccountSendingPaused|AccountSuspended)(Exception)?$/;
const HELD_BACK_WORDS = /\bnot verified\b|\bsending (is |has been )?(paused|suspended|disabled)\b/i;

function nameRejection(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  const { name, message } = error;
  const isRejection = REJECTIONS.includes(name);
  if (HELD_BACK_NAMES.test(name) || (isRejection && HELD_BACK_WORDS.test(message)))
    throw Object.assign(new Error(message, { cause: error }), { name: 'SendingHeldBack' });
  if (isRejection) throw Object.assign(new Error(message, { cause: error }), { name: 'MessageRejected' });
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
