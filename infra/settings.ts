import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';
import { explanations } from './setting-explanations.ts';
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
const daysFrom = (fewest: number) => number((days) => Number.isInteger(days) && days >= fewest && days <= 36_500);
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
  auditRetentionDays: v.optional(daysFrom(1), 365),
  retentionDays: v.optional(daysFrom(30), 365),
  stepUpAcrValues: v.optional(text(isAcrValues), 'urn:lapse:mfa'),
  importOrganization: v.optional(v.picklist(['on', 'off']), 'off'),
  mfaClaim: v.optional(v.pipe(list(isClaim), v.nonEmpty())),
  administrationMfa: v.optional(v.picklist(['none', 'session']), 'session'),
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
