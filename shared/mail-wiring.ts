import { activationStore } from '#shared/dynamodb/activation-store';
import { decisionLinkStore } from '#shared/dynamodb/decision-link-store';
import { invitationStore } from '#shared/dynamodb/invitation-store';
import { mailClaimStore } from '#shared/dynamodb/mail-claim-store';
import { principalStore } from '#shared/dynamodb/principal-store';
import { roleStore } from '#shared/dynamodb/role-store';
import type { MailNeeds } from '#shared/use-cases/mail-draft';
import { readEnvironment } from './config.ts';
import { createPace } from './mail/pace.ts';
import { randomText, tableNeeds } from './wiring.ts';

/**
 * What mails are written, signed and sent with; the clients are loaded with the first mail, when the table was asked
 * already. In a file of its own, so that the bundles of others hold no part of them.
 */
export function mailPorts() {
  const { MAIL_SENDER: sender, MAIL_CONFIGURATION_SET: configurationSet, MAILS_PER_SECOND } = readEnvironment('mail');
  const { PUBLIC_ORIGIN: publicOrigin } = readEnvironment('origin');
  const { LINK_SIGNING_KEY_ID: keyId } = readEnvironment('linkSigning');
  const needs = tableNeeds();
  const pace = createPace(MAILS_PER_SECOND);
  const mailer = once(async () => {
    const { SESClient } = await import('@aws-sdk/client-ses');
    const { createSesMailer } = await import('#shared/mail/mailer');
    // SES has no idempotency key, so nothing below the claims may send a mail again.
    return createSesMailer({ ses: new SESClient({ maxAttempts: 1 }), sender, configurationSet });
  });
  const linkMint = once(async () => {
    const { KMSClient } = await import('@aws-sdk/client-kms');
    const { createKmsLinkMint } = await import('#shared/decision-tokens/mint-link');
    return createKmsLinkMint({ kms: new KMSClient({}), keyId, issuer: publicOrigin });
  });
  return {
    activations: activationStore(needs),
    principals: principalStore(needs.table),
    roles: roleStore(needs.table),
    mailClaims: mailClaimStore(needs),
    decisionLinks: decisionLinkStore(needs),
    invitations: invitationStore(needs),
    mailer: {
      atOnce: pace.atOnce,
      async send(mail) {
        await pace.turn();
        return (await mailer()).send(mail);
      },
    },
    linkMint: { mint: async (claims) => (await linkMint()).mint(claims) },
    now: needs.now,
    randomText,
    publicOrigin,
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  } satisfies MailNeeds;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
