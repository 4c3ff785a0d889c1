import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';
import { explanations } from './setting-explanations.ts';
import { faultsOfRegions } from './settings-regions.ts';
import { faultsTogether } from './settings-together.ts';
import {
  isAcrValues,
  isCertificate,
  isClaim,
  isConsentClaim,
  isDomain,
  isEachOnce,
  isHostName,
  isIdentity,
  isIssuer,
  isKey,
  isMailAddress,
  isOpenIdScope,
  isOrigin,
  isPolicy,
  isTableStream,
  isTimeClaim,
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

/** `issuer|audience|portalClient|commandLineClient`: the clients by which its people sign in on our pages and in a terminal. */
const otherIssuers = v.pipe(
  list(isTrustedIssuer),
  v.transform((given) => given.map((one) => one.split('|'))),
  v.transform((given) =>
    given.map(([issuer = '', audience = '', portalClient, commandLineClient]) => ({
      ...{ issuer, audience },
      ...(portalClient && { portalClient }),
      ...(commandLineClient && { commandLineClient }),
    })),
  ),
);

/** What a deployment has to say about itself: `-c name=value` for each. */
export const Context = v.object({
  issuer: text(isIssuer),
  audience: text((given) => /^\S+$/.test(given)),
  trustedIssuers: v.optional(otherIssuers, ''),
  sender: text((given) => isMailAddress(given) || isDomain(given)),
  senderIdentity: v.optional(text((given) => isMailAddress(given) || isDomain(given))),
  mailsPerSecond: v.optional(
    number((mails) => Number.isInteger(mails) && mails >= 1 && mails <= 10_000),
    10,
  ),
  firstAdministrator: text(isIdentity),
  consentClaim: v.optional(text(isConsentClaim)),
  origin: v.optional(text(isOrigin)),
  domainName: v.optional(text(isHostName)),
  certificateArn: v.optional(text(isCertificate)),
  webAclArn: v.optional(text(isWebAcl)),
  edgeCertificateArn: v.optional(text(isCertificate)),
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
  roleAcrValues: v.optional(text(isAcrValues)),
  importOrganization: v.optional(v.picklist(['on', 'off']), 'off'),
  mfaClaim: v.optional(
    v.pipe(
      list(isClaim),
      v.nonEmpty(),
      v.check((claims) => isEachOnce(claims)),
    ),
  ),
  administrationMfa: v.optional(v.picklist(['none', 'session']), 'session'),
  mfaTimeClaim: v.optional(text(isTimeClaim), 'auth_time'),
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
  tableName: v.optional(text((given) => /^[\w.-]{3,255}$/.test(given))),
  tableStreamArn: v.optional(text(isTableStream)),
  tableKeyArn: v.optional(text(isKey)),
  previousLinkKeyId: v.optional(text((given) => /^(mrk-)?[0-9a-f-]{32,36}$/.test(given))),
});

/** Settings of one deployment, each well formed. */
export type Settings = v.InferOutput<typeof Context>;

/** A deployment that says too little, or something wrong, about itself; the message is for the person at the terminal. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the settings of a deployment from the context given to the CDK.
 *
 * @param stackRegion where it is deployed to, where that is known
 * @throws SettingsError with one sentence for each value that is missing, malformed or impossible beside the others, and
 * an example for it
 */
export function readSettings(contextOf: (name: string) => unknown, stackRegion?: string): Settings {
  const names = Object.keys(Context.entries);
  const given = Object.fromEntries(
    names.map((name) => [name, contextOf(name)]).filter(([, value]) => value !== undefined),
  );
  const result = v.safeParse(Context, given);
  const isGiven = (name: string) => name in given;
  const faults = result.success
    ? new Map([...faultsTogether(result.output, isGiven), ...faultsOfRegions(result.output, stackRegion)])
    : faultsAlone(result.issues, isGiven);
  if (result.success && faults.size === 0) return result.output;

  const sentences = Object.entries(explanations).flatMap(([name, { is, example }]) => {
    const value = isGiven(name) ? ` (${JSON.stringify(given[name])})` : '';
    const fault = faults.get(name);
    return fault ? [`The setting "${name}" ${fault}${value}: give ${is}, for example -c ${name}=${example}`] : [];
  });
  throw new SettingsError(sentences.join('\n'));
}

function faultsAlone(issues: readonly v.BaseIssue<unknown>[], isGiven: (name: string) => boolean): Map<string, string> {
  const wrong = issues.map(({ path }) => String(path?.[0]?.key));
  return new Map(wrong.map((name) => [name, isGiven(name) ? 'is not well formed' : 'is missing']));
}
