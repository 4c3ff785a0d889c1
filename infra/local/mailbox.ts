import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import * as v from 'valibot';
import type { DataFolder } from './data-folder.ts';
import { inboxPage } from './inbox-page.ts';

const Mail = v.object({ to: v.string(), subject: v.string(), text: v.string(), html: v.string(), at: v.string() });
/** A mail as one recipient got it; `at` is ISO 8601 UTC, on the local clock. */
export type Mail = Readonly<v.InferOutput<typeof Mail>>;

/** One mail a line, oldest first. */
const MAILS = 'mails.jsonl';

/** What SES knows of a mail it has taken. */
export interface HandedOver {
  readonly messageId: string;
  readonly recipients: readonly string[];
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

/** Amazon SES on this machine: nothing leaves it, everything can be read. */
export interface Mailbox {
  /**
   * Answers `SendEmail` of the SES API, version 1.
   *
   * @throws Error named as SES names its errors
   */
  sendEmail(form: URLSearchParams): Promise<{ messageId: string }>;
  /** One entry for each recipient, oldest first; of everybody, or to one address. */
  mails(to?: string): Mail[];
  /** Shows the mails to a person with a browser. */
  readonly page: RequestListener;
}

/**
 * Opens the mailbox, with the mails that the data folder has kept; `handedOver` hears of each mail that was taken.
 *
 * aws-ses-v2-local was weighed: 52 MB, one store per process, whole seconds, only the first recipient of each kind.
 */
export function createMailbox(
  now: () => number,
  dataFolder?: DataFolder,
  handedOver: (mail: HandedOver) => void = () => {},
): Mailbox {
  const received = readKept(dataFolder);

  const mails = (to?: string) => received.filter((mail) => !to || mail.to.toLowerCase() === to.toLowerCase());
  return {
    async sendEmail(form) {
      const mails = readMails(form, new Date(now()).toISOString());
      const tags = readTags(form);
      // The line break comes first, so that what a killed process began to write does not spoil the next mail.
      dataFolder?.append(MAILS, mails.map((mail) => `\n${JSON.stringify(mail)}`).join(''));
      received.push(...mails);
      const messageId = randomUUID();
      handedOver({ messageId, recipients: mails.map(({ to }) => to), tags });
      return { messageId };
    },
    mails,
    page(request, response) {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://mailbox');
      if (pathname !== '/') return response.writeHead(404).end();
      const page = inboxPage(mails(searchParams.get('to') ?? undefined).reverse());
      return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    },
  };
}

function readKept(dataFolder: DataFolder | undefined): Mail[] {
  const KeptMail = v.pipe(v.string(), v.parseJson(), Mail);
  const lines = dataFolder?.read(MAILS)?.split('\n') ?? [];
  return lines.map((line) => v.safeParse(KeptMail, line)).flatMap(({ success, output }) => (success ? [output] : []));
}

function readMails(form: URLSearchParams, at: string): Mail[] {
  const recipients = [...form]
    .filter(([name]) => /^Destination\.(To|Cc|Bcc)Addresses\.member\.\d+$/.test(name))
    .map(([, address]) => address);
  const text = form.get('Message.Body.Text.Data') ?? '';
  const html = form.get('Message.Body.Html.Data') ?? '';
  const subject = form.get('Message.Subject.Data');

  if (!form.get('Source')) throw sesError('InvalidParameterValue', 'Missing required header From.');
  if (recipients.length === 0) throw sesError('InvalidParameterValue', 'Missing final recipients.');
  const malformed = recipients.find((address) => !/^[^\s@]+@[^\s@]+$/.test(address.replace(/^.*<(.*)>$/, '$1')));
  if (malformed) throw sesError('InvalidParameterValue', `Illegal address: ${malformed}`);
  if (subject === null) throw sesError('ValidationError', 'Message.Subject must be specified.');
  if (!text && !html) throw sesError('ValidationError', 'Message.Body must have a text or an HTML part.');
  return recipients.map((to) => ({ to, subject, text, html, at }));
}

/** The sender's tags and the one SES adds. */
function readTags(form: URLSearchParams): HandedOver['tags'] {
  const names = [...form].flatMap(([name, tag]) => {
    const [, position] = /^Tags\.member\.(\d+)\.Name$/.exec(name) ?? [];
    return position === undefined ? [] : [[tag, [form.get(`Tags.member.${position}.Value`) ?? '']] as const];
  });
  const malformed = names.flat(2).find((text) => !/^[A-Za-z0-9_-]{1,256}$/.test(text));
  if (malformed !== undefined) throw sesError('InvalidParameterValue', `Illegal tag: ${malformed}`);
  return { ...Object.fromEntries(names), 'ses:configuration-set': [form.get('ConfigurationSetName') ?? ''] };
}

function sesError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
