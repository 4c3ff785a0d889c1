import { isCoveredBy } from './sender.ts';
import type { Settings } from './settings.ts';
import { issuerOf } from './well-formed.ts';

type Name = keyof Settings;
type IsGiven = (name: Name) => boolean;

/** A setting that is well formed, and impossible beside the others. */
interface Relation {
  /** The one to mend. */
  readonly name: Name;
  /** What is wrong with it, after its name, where it is given; otherwise it is missing. */
  readonly fault: string;
  readonly holds: (settings: Settings, isGiven: IsGiven) => boolean;
}

/** What is wrong with settings together: the name of each that has to be mended, with its fault. */
export function faultsTogether(settings: Settings, isGiven: IsGiven): Map<string, string> {
  const broken = relations.filter(({ holds }) => !holds(settings, isGiven));
  return new Map(broken.map(({ name, fault }) => [name, isGiven(name) ? fault : 'is missing']));
}

/** Whoever gives the first has to give the second. */
const needs: readonly (readonly [first: Name, second: Name])[] = [
  // A name and its certificate belong together; a web ACL stands before a name, under a certificate at the edge.
  ['domainName', 'certificateArn'],
  ['certificateArn', 'domainName'],
  ['webAclArn', 'domainName'],
  ['webAclArn', 'edgeCertificateArn'],
  ['edgeCertificateArn', 'webAclArn'],
  // A table that is adopted: functions need its name, readers its stream, and both its key.
  ['tableName', 'tableStreamArn'],
  ['tableStreamArn', 'tableName'],
  ['tableName', 'tableKeyArn'],
  ['tableKeyArn', 'tableName'],
  ['signInScope', 'signInClientId'],
  // The time goes with the claim that tells of a second factor; the default claims come with the default time.
  ['mfaTimeClaim', 'mfaClaim'],
];

/** Every other setting that one cannot be given without. */
export function neededBy(name: Name, found: ReadonlySet<Name> = new Set([name])): Name[] {
  const next = needs.filter(([first, second]) => found.has(first) && !found.has(second)).map(([, second]) => second);
  if (next.length > 0) return neededBy(name, new Set([...found, ...next]));
  return [...found].filter((other) => other !== name);
}

/** Contexts a step-up asks for are in these; in which one is up to the provider. */
const CONTEXT_CLAIMS = ['acr', 'acrs'];

/** Issuers whose access tokens have neither `amr` nor `acr`, and take none by a trigger (IDENTITY.md, with sources). */
const WITHOUT_AMR_AND_ACR =
  /^https:\/\/(cognito-idp\.[\w-]+\.amazonaws\.com(\.cn)?|login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn)\//;

const relations: readonly Relation[] = [
  {
    // Or nobody could say which audience a token has to be for.
    name: 'trustedIssuers',
    fault: 'names an issuer twice',
    holds: (settings) => new Set(issuersOf(settings)).size === issuersOf(settings).length,
  },
  {
    name: 'firstAdministrator',
    fault: 'is of an issuer that is not trusted',
    holds: (settings) => issuersOf(settings).includes(issuerOf(settings.firstAdministrator)),
  },
  {
    name: 'tableStreamArn',
    fault: 'is the stream of another table',
    holds: ({ tableName, tableStreamArn }) =>
      tableName === undefined || tableStreamArn === undefined || tableStreamArn.includes(`:table/${tableName}/stream/`),
  },
  {
    name: 'senderIdentity',
    fault: 'does not cover the sender',
    holds: ({ senderIdentity, sender }) => senderIdentity === undefined || isCoveredBy(senderIdentity, sender),
  },
  ...needs.map(
    ([first, second]): Relation => ({
      name: second,
      fault: 'is missing',
      holds: (_, isGiven) => !isGiven(first) || isGiven(second),
    }),
  ),
  {
    name: 'stepUpAcrValues',
    fault: 'asks for what does not count',
    holds: (given) => asksForWhatCounts(given, given.stepUpAcrValues.split(' ')),
  },
  {
    name: 'roleAcrValues',
    fault: 'asks for what does not count',
    holds: (given) => asksForWhatCounts(given, given.roleAcrValues?.split(' ') ?? []),
  },
  { name: 'mfaClaim', fault: 'is never in tokens of this issuer', holds: canBeInTokens },
];

function issuersOf({ issuer, trustedIssuers }: Settings): string[] {
  return [issuer, ...trustedIssuers.map((trusted) => trusted.issuer)];
}

/** Where a context is the second factor, each one that is asked for is: who brought another would be asked for ever. */
function asksForWhatCounts({ mfaClaim = [] }: Settings, asked: readonly string[]): boolean {
  const contexts = mfaClaim.filter((claim) => CONTEXT_CLAIMS.includes(nameOf(claim)));
  const counting = contexts.map((claim) => claim.slice(nameOf(claim).length + 1));
  return counting.length === 0 || asked.every((value) => counting.includes(value));
}

/** Without a claim of their own, people of such issuers have no second factor, ever. */
function canBeInTokens({ mfaClaim = [], ...settings }: Settings): boolean {
  const isOwn = mfaClaim.some((claim) => !['amr', 'acr'].includes(nameOf(claim)));
  return isOwn || !issuersOf(settings).every((issuer) => WITHOUT_AMR_AND_ACR.test(issuer));
}

const nameOf = (claim: string) => claim.slice(0, claim.indexOf('='));
