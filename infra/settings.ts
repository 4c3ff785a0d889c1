import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';

const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text && isSafe(text);
const isSafe = (address: string) => {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
};
const isIssuer = (text: string) => URL.canParse(text) && isSafe(text);
const isMailAddress = (text: string) => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text);
const isDomain = (text: string) => /^([a-z0-9-]+\.)+[a-z]{2,}$/i.test(text);
// They stand between quotes in the challenge header.
const isAcrValues = (text: string) => /^[\w:/.~+#?&=@%-]+( [\w:/.~+#?&=@%-]+)*$/.test(text);
const isClaimName = (text: string) => /^[^\s=,]+$/.test(text);
/** The name ends at the first equals sign. */
const isClaim = (text: string) => /^[^\s=,]+=[^\s,]+$/.test(text);
const isOpenIdScope = (text: string) => text.split(' ').includes('openid') && /^[!#-[\]-~]+( [!#-[\]-~]+)*$/.test(text);
const isPrincipal = (text: string) => /^[^|\s]+\|[^|\s]+$/.test(text) && isIssuer(text.split('|')[0] ?? '');

/** OpenID Connect Discovery 1.0: an issuer has neither query nor fragment. */
const isTrustedIssuer = (pair: string) => isPrincipal(pair) && !/[?#]/.test(pair.split('|')[0] ?? '');

const text = (isWellFormed: (given: string) => boolean) => v.pipe(v.string(), v.trim(), v.check(isWellFormed));
const list = (isWellFormed: (given: string) => boolean) =>
  v.pipe(
    v.string(),
    v.transform((joined) => joined.split(/[\s,]+/).filter(Boolean)),
    v.array(v.pipe(v.string(), v.check(isWellFormed))),
  );

const issuersWithAudience = v.pipe(
  list(isTrustedIssuer),
  v.transform((pairs) => pairs.map((pair) => pair.split('|'))),
  v.transform((pairs) => pairs.map(([issuer = '', audience = '']) => ({ issuer, audience }))),
);

/** What a deployment has to say about itself: `-c name=value` for each. */
const Context = v.object({
  issuer: text(isIssuer),
  audience: text((given) => /^\S+$/.test(given)),
  trustedIssuers: v.optional(issuersWithAudience, ''),
  sender: text((given) => isMailAddress(given) || isDomain(given)),
  firstAdministrator: text(isPrincipal),
  consentClaim: v.optional(text((given) => /^[^=\s]+=\S.*$/.test(given))),
  origin: v.optional(text(isOrigin)),
  allowedOrigins: v.optional(list(isOrigin), ''),
  alarmTopicArn: v.optional(text((given) => /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/.test(given))),
  alarmEmail: v.optional(text(isMailAddress)),
  logRetentionDays: v.optional(
    v.pipe(
      v.union([v.string(), v.number()]),
      v.transform(Number),
      v.check((days) => Object.values(RetentionDays).includes(days)),
    ),
    90,
  ),
  auditRetentionDays: v.optional(
    v.pipe(
      v.union([v.string(), v.number()]),
      v.transform(Number),
      v.check((days) => Number.isInteger(days) && days >= 1 && days <= 36_500),
    ),
    365,
  ),
  retentionDays: v.optional(
    v.pipe(
      v.union([v.string(), v.number()]),
      v.transform(Number),
      v.check((days) => Number.isInteger(days) && days >= 30 && days <= 36_500),
    ),
    365,
  ),
  stepUpAcrValues: v.optional(text(isAcrValues), 'urn:lapse:mfa'),
  importOrganization: v.optional(v.picklist(['on', 'off']), 'off'),
  mfaClaim: v.optional(v.pipe(list(isClaim), v.nonEmpty())),
  mfaTimeClaim: v.optional(text(isClaimName), 'auth_time'),
  signInClientId: v.optional(text((given) => /^[\x21-\x7e]{1,200}$/.test(given))),
  signInScope: v.optional(text(isOpenIdScope), 'openid'),
  stackName: v.optional(
    text((given) => /^[A-Za-z][A-Za-z0-9-]{0,60}$/.test(given)),
    'Lapse',
  ),
  linkKeyVersion: v.optional(
    text((given) => /^[1-9]\d{0,3}$/.test(given)),
    '1',
  ),
  previousLinkKeyId: v.optional(text((given) => /^(mrk-)?[0-9a-f-]{32,36}$/.test(given))),
});

/** One issuer has one audience, or nobody could say which of the two a token has to be for. */
const WholeContext = v.pipe(
  Context,
  v.forward(
    v.check(({ issuer, trustedIssuers }) => {
      const issuers = [issuer, ...trustedIssuers.map((trusted) => trusted.issuer)];
      return new Set(issuers).size === issuers.length;
    }),
    ['trustedIssuers'],
  ),
);

/** Settings of one deployment, each well formed. */
export type Settings = v.InferOutput<typeof Context>;

const explanations: Record<keyof Settings, { is: string; example: string }> = {
  issuer: {
    is: 'the HTTPS address of your OpenID Connect provider (http only on 127.0.0.1 and localhost)',
    example: 'https://login.example.com',
  },
  audience: { is: 'the audience of the access tokens, without spaces', example: 'lapse' },
  trustedIssuers: {
    is: 'the other issuers whose people may sign in, each once as issuer|audience, separated by blanks',
    example: "'https://partner.example|lapse-audience https://other.example|aud'",
  },
  sender: { is: 'the mail address, or the domain, that mails are sent from', example: 'lapse@example.com' },
  firstAdministrator: {
    is: 'the person who may consent first, as issuer|subject of the identity provider',
    example: "'https://login.example.com|248289761001'",
  },
  consentClaim: {
    is: 'the claim, as name=value, whose bearers may consent besides the first administrator',
    example: "'roles=Global Administrator'",
  },
  origin: { is: 'the public HTTPS origin, without a path', example: 'https://lapse.example.com' },
  allowedOrigins: {
    is: 'the HTTPS origins whose pages may call the API, separated by spaces',
    example: "'https://portal.example.com'",
  },
  alarmTopicArn: {
    is: 'the ARN of an SNS topic for alarms',
    example: 'arn:aws:sns:eu-west-1:123456789012:on-call',
  },
  alarmEmail: { is: 'the mail address that gets the alarms', example: 'on-call@example.com' },
  logRetentionDays: { is: 'a retention CloudWatch Logs knows (1, 7, 30, 90, 365, …), in days', example: '90' },
  auditRetentionDays: {
    is: 'how many days nobody can remove a record of the audit, 1 to 36500; it can be prolonged, never shortened',
    example: '365',
  },
  retentionDays: {
    is: 'how many days activations and events stay in the table after their end, 30 to 36500; the archive keeps them longer',
    example: '365',
  },
  stepUpAcrValues: {
    is: 'the authentication context that means MFA at your identity provider (acr_values of RFC 9470)',
    example: 'urn:lapse:mfa',
  },
  importOrganization: {
    is: 'on or off: whether organizational units and accounts are imported from AWS Organizations every hour',
    example: 'on',
  },
  mfaClaim: {
    is: 'the claims, as name=value separated by spaces, one of which tells of a second factor; a list counts when it holds the value',
    example: "'amr=mfa acr=urn:lapse:mfa'",
  },
  mfaTimeClaim: {
    is: 'the claim that holds the time of the sign-in, in seconds since 1970',
    example: 'auth_time',
  },
  signInClientId: {
    is: 'the public client by which approvers sign in on the decision page',
    example: 'lapse-decisions',
  },
  signInScope: {
    is: 'the scopes the decision page asks for, separated by spaces, openid among them',
    example: "'openid api://lapse/use'",
  },
  stackName: { is: 'a name of letters, digits and dashes', example: 'Lapse' },
  linkKeyVersion: { is: 'a whole number; a new one makes a new key for decision links', example: '2' },
  previousLinkKeyId: {
    is: 'the id of the KMS key whose decision links stay valid',
    example: '1234abcd-12ab-34cd-56ef-1234567890ab',
  },
};

/** A deployment that says too little, or something wrong, about itself; the message is for the person at the terminal. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the settings of a deployment from the context given to the CDK.
 *
 * @throws SettingsError with one sentence for each value that is missing or malformed, and an example for it
 */
export function readSettings(contextOf: (name: string) => unknown): Settings {
  const names = Object.keys(Context.entries);
  const given = Object.fromEntries(
    names.map((name) => [name, contextOf(name)]).filter(([, value]) => value !== undefined),
  );
  const result = v.safeParse(WholeContext, given);
  if (result.success) return result.output;

  const wrong = new Set(result.issues.map((issue) => String(issue.path?.[0].key)));
  const sentences = Object.entries(explanations)
    .filter(([name]) => wrong.has(name))
    .map(([name, { is, example }]) => {
      const fault = name in given ? `is not well formed (${JSON.stringify(given[name])})` : 'is missing';
      return `The setting "${name}" ${fault}: give ${is}, for example -c ${name}=${example}`;
    });
  throw new SettingsError(sentences.join('\n'));
}
