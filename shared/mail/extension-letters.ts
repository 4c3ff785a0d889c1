import { roleFacts } from './activation-facts.ts';
import { instantInWords } from './instant-in-words.ts';
import type { Fact, Letter } from './letter.ts';
import type { ExtensionFacts } from './mail-facts.ts';
import { named, quoted, unlinked } from './typed-words.ts';

/** Asks an administrator to decide on the extension or renewal of an assignment (ASG-3). */
export function extensionAsked(facts: ExtensionFacts): Letter {
  const { requesterName, roleName, extension } = facts;
  const what = `${requesterName} asks for the ${extension.kind} of ${roleName}`;
  return {
    subject: `Please decide: ${what}`,
    headline: `Please decide: ${what}.`,
    facts: extensionFacts(facts),
    closing: `Decide by POST /v1/extensions/${extension.id}/decision. Nobody can decide on their own request.`,
  };
}

export function extensionApproved(facts: ExtensionFacts): Letter {
  return decided(facts, 'Approved', 'The assignment has its new end.');
}

export function extensionDenied(facts: ExtensionFacts): Letter {
  return decided(
    facts,
    'Denied',
    'The assignment keeps the end it had. Talk to the administrator before you ask again.',
  );
}

/** Tells who asked that an administrator has set another end without deciding on the request (ASG-6). */
export function extensionSuperseded(facts: ExtensionFacts): Letter {
  const { extension, roleName, actor } = facts;
  const subject = `Closed: ${extension.kind} of ${roleName}`;
  return {
    subject,
    headline: `${subject}.`,
    facts: [...extensionFacts(facts), { label: 'Closed by', value: actor.displayName }],
    closing: 'An administrator has set another end. If that is not enough, you can ask again.',
  };
}

function decided(facts: ExtensionFacts, what: string, closing: string): Letter {
  const { extension, roleName, actor } = facts;
  const subject = `${what}: ${extension.kind} of ${roleName}`;
  const words = extension.decisionJustification;
  const how = words === undefined ? named(actor) : `${named(actor)}, ${quoted(words)}`;
  return {
    subject,
    headline: `${subject}.`,
    facts: [...extensionFacts(facts), { label: `${what} by`, value: how }],
    closing,
  };
}

function extensionFacts({ extension, roleName, holderName, requesterName }: ExtensionFacts): Fact[] {
  const { roleId, resourceId, wantedEndsAt, justification } = extension;
  return [
    { label: 'Whose', value: unlinked(holderName) },
    { label: 'Asked by', value: unlinked(requesterName) },
    ...roleFacts({ roleId, roleName, resourceId }),
    { label: 'Until', value: wantedEndsAt === undefined ? 'permanent' : instantInWords(wantedEndsAt) },
    { label: 'Justification', value: quoted(justification) },
  ];
}
