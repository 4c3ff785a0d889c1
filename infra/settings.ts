import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';
import {
  isAcrValues,
  isCertificate,
  isClaim,
  isClaimName,
  isDomain,
  isEdgeCertificate,
  isHostName,
  isIssuer,
  isMailAddress,
  isOpenIdScope,
  isOrigin,
  isPolicy,
  isPrincipal,
  isTopic,
  isTrustedIssuer,
  isWebAcl,
} from './well-formed.ts';

const text = (isWellFormed: (given: string) => boolean) => v.pipe(v.string(), v.trim(), v.check(isWellFormed));
const number = (isWellFormed: (given: number) => boolean) =>
  v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.check(isWellFormed));
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
  domainName: v.optional(text(isHostName)),
  certificateArn: v.optional(text(isCertificate)),
  webAclArn: v.optional(text(isWebAcl)),
  edgeCertificateArn: v.optional(text(isEdgeCertificate)),
  permissionsBoundary: v.optional(text(isPolicy)),
  allowedOrigins: v.optional(list(isOrigin), ''),
  alarmTopicArn: v.optional(text(isTopic)),
  alarmEmail: v.optional(text(isMailAddress)),
  logRetentionDays: v.optional(
    number((days) => Object.values(RetentionDays).includes(days)),
    90,
  ),
  auditRetentionDays: v.optional(
    number((days) => Number.isInteger(days) && days >= 1 && days <= 36_500),
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
  // A name and its certificate belong together; a web ACL stands before a name, under a certificate at the edge.
  v.forward(
    v.check(({ domainName, certificateArn }) => !domainName || certificateArn !== undefined),
    ['certificateArn'],
  ),
  v.forward(
    v.check((given) => Boolean(given.domainName) || !(given.certificateArn || given.webAclArn)),
    ['domainName'],
  ),
  v.forward(
    v.check(({ webAclArn, edgeCertificateArn }) => !webAclArn || edgeCertificateArn !== undefined),
    ['edgeCertificateArn'],
  ),
  v.forward(
    v.check(({ webAclArn, edgeCertificateArn }) => !edgeCertificateArn || webAclArn !== undefined),
    ['webAclArn'],
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
  domainName: {
    is: 'the name the API gets instead of its own endpoint, which is shut then; its DNS record is yours to set',
    example: 'lapse.example.com',
  },
  certificateArn: {
    is: 'the ACM certificate of domainName, in the region of the stack',
    example: 'arn:aws:acm:eu-west-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  webAclArn: {
    is: 'the WAFv2 web ACL of scope CLOUDFRONT (those are in us-east-1) before the API, together with domainName and edgeCertificateArn',
    example: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/lapse/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  edgeCertificateArn: {
    is: 'the ACM certificate of domainName in us-east-1, where CloudFront looks for it, together with webAclArn',
    example: 'arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  permissionsBoundary: {
    is: 'the ARN of the IAM policy no role of Lapse may go beyond',
    example: 'arn:aws:iam::123456789012:policy/workload-boundary',
  },
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
