import type { FunctionLog } from '#infra/local/functions';
import type { Mail } from '#infra/local/mailbox';
import type { Row } from './invariants/facts.ts';

/** Something no log line may hold. */
export interface Secret {
  readonly kind: 'signed token' | 'bearer token' | 'link token' | 'match code' | 'invitation code' | 'task token';
  readonly text: string;
}

/** Of a signed token its signature: whoever logs the token logs that, and what is before it is no secret by itself. */
export function tokenSecret(kind: 'bearer token' | 'link token', token: string): Secret {
  return { kind, text: token.slice(token.lastIndexOf('.') + 1) };
}

/** Links, their codes and invitations as people got them by mail. */
export function secretsInMails(mails: readonly Mail[]): Secret[] {
  return mails.flatMap(({ text }) => [
    ...all(text, /\/decide#(\S+)$/gm).map((token) => tokenSecret('link token', token)),
    // A code of digits alone could be any number of a log line.
    ...all(text, /^Code: ([A-Z\d]{4})$/gm)
      .filter((code) => /[A-Z]/.test(code))
      .map((code): Secret => ({ kind: 'match code', text: code })),
    ...all(text, /^Invitation code: \S+\.([\w-]{22})$/gm).map(
      (code): Secret => ({ kind: 'invitation code', text: code }),
    ),
  ]);
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);
}

/** The tokens by which the workflow is resumed, as far as they still stand in the table. */
export function secretsInTable(rows: readonly Row[]): Secret[] {
  return rows
    .filter(({ entity }) => entity === 'task_token')
    .map(({ taskToken }) => ({ kind: 'task token', text: String(taskToken) }));
}

/** Any signed token, whoever made it for whom: also one that a browser got at the identity provider. */
const SIGNED_TOKEN = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]{20,}/g;

/** Checks that no function has logged a secret (security: no log ever holds one). @throws Error naming function and kind */
export function refuseLoggedSecrets(logs: readonly FunctionLog[], known: readonly Secret[]): void {
  const everything = logs.map(({ line }) => line).join('\n');
  const found = [...everything.matchAll(SIGNED_TOKEN)].map(([text]): Secret => ({ kind: 'signed token', text }));
  const secrets = [...known, ...found];
  const leaked = secrets
    .filter((secret) => everything.includes(secret.text))
    .flatMap((secret) =>
      logs
        .filter(({ line }) => holds(line, secret))
        .map(({ function: title }) => `${title} has logged a ${secret.kind} (…${secret.text.slice(-4)}).`),
    );
  if (leaked.length > 0) throw new Error([...new Set(leaked)].join('\n'));
}

/** Four letters may be a part of some id: a code counts as a word only. */
function holds(line: string, { kind, text }: Secret): boolean {
  return kind === 'match code' ? new RegExp(`(?<![\\w-])${text}(?![\\w-])`).test(line) : line.includes(text);
}
