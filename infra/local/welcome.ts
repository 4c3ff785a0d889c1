import type { LocalStack } from './stack.ts';
import type { StartOptions } from './start-options.ts';
import { DEFAULT_PORT } from './template-origins.ts';

/** What `npm start` prints when Lapse answers: where everything is, and what to try next. */
export function welcome(stack: LocalStack, { dataFolder, isEmpty }: StartOptions): string {
  const { origin, identityProviderOrigin, mailboxOrigin, controlOrigin } = stack;
  const kept = dataFolder
    ? `State is kept in ${dataFolder}.`
    : 'State is in memory; keep it with: npm start -- --data DIR';
  return `Lapse runs on this machine until Ctrl-C. ${kept}

  API                ${origin} (read about it: ${origin}/docs)
  Identity provider  ${identityProviderOrigin}
  Mailbox            ${mailboxOrigin}
  Clock and tokens   ${controlOrigin}

Try:
${isEmpty ? firstSteps(stack) : tour(stack)}`;
}

function tour({ origin, controlOrigin }: LocalStack): string {
  const { port } = new URL(origin);
  const demo = port === String(DEFAULT_PORT) ? 'npm run demo     ' : `npm run demo -- --port ${port}`;
  return `  ${demo}  # in another terminal: the story from request to end, in a few seconds
  ADA=${tokenOf('ada', controlOrigin)}
  curl -s ${origin}/v1/me/roles -H "authorization: Bearer $ADA"
  curl -s ${controlOrigin}/clock -d '{"advanceMinutes":60}'
`;
}

/** Where the first administrator of a new deployment begins. */
function firstSteps({ origin, controlOrigin }: LocalStack): string {
  return `  GRACE=${tokenOf('grace', controlOrigin)}
  curl -s ${origin}/v1/me -H "authorization: Bearer $GRACE"    # refused: nobody has consented yet
  curl -s -X POST ${origin}/v1/onboarding/consent -H "authorization: Bearer $GRACE"
  curl -s ${origin}/v1/me -H "authorization: Bearer $GRACE"    # grace is the first administrator
`;
}

function tokenOf(person: string, controlOrigin: string): string {
  return `$(curl -s ${controlOrigin}/token -d '{"person":"${person}","mfa":true}' | sed 's/.*:"\\(.*\\)".*/\\1/')`;
}
