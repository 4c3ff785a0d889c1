import * as v from 'valibot';

const text = v.pipe(v.string(), v.nonEmpty());
const json = <S extends v.GenericSchema>(schema: S) => v.pipe(v.string(), v.parseJson(), schema);
const count = v.pipe(v.string(), v.regex(/^[1-9]\d*$/), v.transform(Number));
const list = v.pipe(
  v.string(),
  v.transform((joined) => joined.split(' ').filter(Boolean)),
);

/**
 * What each capability needs from the environment. The constructs of `infra` fill it by these names and the functions
 * read it by them, so that a variable that is missing does not compile.
 */
export const environments = {
  table: v.object({ TABLE_NAME: text }),
  workflow: v.object({ STATE_MACHINE_ARN: text }),
  mail: v.object({ MAIL_SENDER: text, MAIL_CONFIGURATION_SET: text, MAILS_PER_SECOND: count }),
  /** Under which the metrics of this deployment stand in CloudWatch. */
  metrics: v.object({ METRICS_NAMESPACE: text }),
  /** Where the pages of Lapse live, `https://host` without a slash at the end. */
  origin: v.object({ PUBLIC_ORIGIN: text }),
  /** Origins of other sites whose pages may call the API, separated by spaces. */
  crossOrigin: v.object({ ALLOWED_ORIGINS: list }),
  /** What the distribution in front of the API proves itself by; empty where there is none. */
  edge: v.object({ EDGE_SECRET: v.string() }),
  linkSigning: v.object({ LINK_SIGNING_KEY_ID: text }),
  /** Public halves of the link keys: key id → SPKI (RFC 5280) in base64; two slots for rotation. */
  linkVerification: v.object({ LINK_PUBLIC_KEYS: json(v.record(v.string(), v.string())) }),
  /**
   * Who may consent: `issuer|subject` named at deployment, or whoever's token has the claim `name=value` (empty: nobody)
   * from this one issuer.
   */
  onboarding: v.object({ FIRST_ADMINISTRATOR: text, CONSENT_CLAIM: v.string(), CONSENT_ISSUER: text }),
  /**
   * Which authentication context a step-up challenge asks for (RFC 9470 `acr_values`), and which claims tell of a second
   * factor (`name=value` each, separated by spaces) and of its time; which contexts roles may ask for instead, those of the
   * challenge among them; and whether administering takes one.
   */
  stepUp: v.object({
    STEP_UP_ACR_VALUES: text,
    AUTHENTICATION_CONTEXTS: v.pipe(text, list),
    MFA_CLAIMS: v.pipe(text, list),
    MFA_TIME_CLAIM: text,
    ADMINISTRATION_MFA: v.picklist(['none', 'session']),
  }),
  /**
   * The key that signs checkpoints of the audit, the bucket with Object Lock that keeps them, and how many days records
   * and events stay in the table.
   */
  auditSeal: v.object({ CHECKPOINT_KEY_ID: text, AUDIT_BUCKET: text, RETENTION_DAYS: count }),
  /** Where people of our own issuer sign in on pages; without a client (empty) they use the API. */
  signIn: v.object({ SIGN_IN_ISSUER: text, SIGN_IN_CLIENT_ID: v.string(), SIGN_IN_SCOPE: text }),
  /**
   * Every issuer whose tokens are taken, the deployment's own first: `[{ "issuer": …, "audience": …, "portalClient": … }]`,
   * the last being the client by which people of another issuer sign in on our pages, where there is one.
   */
  trustedIssuers: v.object({
    TRUSTED_ISSUERS: json(
      v.pipe(v.array(v.object({ issuer: text, audience: text, portalClient: v.exactOptional(text) })), v.nonEmpty()),
    ),
  }),
} as const;

export type Capability = keyof typeof environments;
type Keys<C extends Capability> = C extends Capability ? keyof v.InferInput<(typeof environments)[C]> & string : never;
/** The variables a function with these capabilities must be given. */
export type Environment<C extends Capability> = Record<Keys<C>, string>;

/**
 * Reads one capability's variables from the environment of the function.
 *
 * @throws Error naming the variable that is missing or malformed: a fault of the deployment, not of a caller
 */
export function readEnvironment<C extends Capability>(capability: C): v.InferOutput<(typeof environments)[C]> {
  const result = v.safeParse<(typeof environments)[C]>(environments[capability], process.env);
  if (result.success) return result.output;
  const names = result.issues.map((issue) => v.getDotPath(issue)).join(', ');
  throw new Error(`The environment of this function is not complete: ${names}.`);
}
