import type { Settings } from './settings.ts';

/** What each setting is, as the end of "give …", and a value to copy, quoted for a shell where it has to be. */
export const explanations: Record<keyof Settings, { is: string; example: string }> = {
  issuer: {
    is: 'the HTTPS address of your OpenID Connect provider (http only on 127.0.0.1 and localhost)',
    example: 'https://login.example.com',
  },
  audience: { is: 'the audience of the access tokens, without spaces', example: 'lapse' },
  trustedIssuers: {
    is: 'the other issuers whose people may sign in, each once as issuer|audience, or issuer|audience|client where our pages have a public client there, separated by blanks',
    example: "'https://partner.example|lapse-audience|lapse-pages https://other.example|aud'",
  },
  sender: { is: 'the mail address, or the domain, that mails are sent from', example: 'lapse@example.com' },
  senderIdentity: {
    is: 'the SES identity (mail address or domain) that exists already in this account and region and that the sender belongs to',
    example: 'example.com',
  },
  mailsPerSecond: {
    is: 'how many mails a second SES takes from this account, 1 to 10000 (1 in the sandbox, mostly 14 once out of it)',
    example: '10',
  },
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
  roleAcrValues: {
    is: 'further authentication contexts that settings of a role may ask for instead (acr_values of RFC 9470), separated by spaces; each counts as MFA',
    example: 'phr',
  },
  importOrganization: {
    is: 'on or off: whether organizational units and accounts are imported from AWS Organizations every hour',
    example: 'on',
  },
  mfaClaim: {
    is: 'the claims, as name=value separated by spaces, one of which tells of a second factor; a list counts when it holds the value',
    example: "'amr=mfa acr=urn:lapse:mfa acr=phr'",
  },
  mfaTimeClaim: {
    is: 'the claim that holds the time of the sign-in, in seconds since 1970',
    example: 'auth_time',
  },
  administrationMfa: {
    is: 'session or none: whether administrators need a second factor to change anything',
    example: 'session',
  },
  signInClientId: {
    is: 'the public client by which people sign in on the pages of Lapse',
    example: 'lapse-decisions',
  },
  signInScope: {
    is: 'the scopes these pages ask for, separated by spaces, openid among them',
    example: "'openid api://lapse/use'",
  },
  stackName: { is: 'a name of letters, digits and dashes', example: 'Lapse' },
  tableName: {
    is: 'the name of a table that is there already, restored or left by a stack that is gone, instead of a new one',
    example: 'Lapse-restored',
  },
  tableStreamArn: {
    is: 'the ARN of the stream of that table, with new and old images',
    example: 'arn:aws:dynamodb:eu-west-1:123456789012:table/Lapse-restored/stream/2026-12-01T00:00:00.000',
  },
  tableKeyArn: {
    is: 'the ARN of the KMS key that table is encrypted by',
    example: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  linkKeyVersion: { is: 'a whole number; a new one makes a new key for decision links', example: '2' },
  previousLinkKeyId: {
    is: 'the id of the KMS key whose decision links stay valid',
    example: '1234abcd-12ab-34cd-56ef-1234567890ab',
  },
};
