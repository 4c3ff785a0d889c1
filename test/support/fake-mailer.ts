import type { Mail, Mailer } from '#shared/ports/mailer';

/** A mail service that keeps what it took, and can be down. */
export interface FakeMailer extends Mailer {
  readonly sent: Mail[];
  /** Called before a mail is taken; throwing refuses it. */
  before: (mail: Mail) => Promise<void> | void;
  /** Mails to this person, oldest first. */
  to(person: { email?: string }): Mail[];
  /** What the newest mail to this person asks them to decide with. */
  askOf(person: { email?: string }): { approveToken: string; denyToken: string; code: string };
}

export function createFakeMailer(): FakeMailer {
  const sent: Mail[] = [];
  const mailer: FakeMailer = {
    atOnce: 10,
    sent,
    before: () => {},
    async send(mail) {
      await mailer.before(mail);
      sent.push(mail);
      return `message-${sent.length}`;
    },
    to: (person) => sent.filter((mail) => mail.to === person.email),
    askOf(person) {
      const { text } = mailer.to(person).findLast((mail) => mail.text.includes('Code: ')) ?? { text: '' };
      const [approveToken, denyToken] = [...text.matchAll(/^https:\S+#(\S+)$/gm)].map(([, token]) => token);
      const code = /^Code: (\S+)$/m.exec(text)?.[1];
      if (!approveToken || !denyToken || !code) throw new Error(`No mail asks ${person.email} to decide.`);
      return { approveToken, denyToken, code };
    },
  };
  return mailer;
}

/** The error of a mail service that takes nothing from us yet. */
export function sendingHeldBack(): Error {
  return Object.assign(new Error('Email address is not verified.'), { name: 'SendingHeldBack' });
}

/** The error of a mail service that will never take this mail. */
export function messageRejected(): Error {
  return Object.assign(new Error('Address is missing.'), { name: 'MessageRejected' });
}
