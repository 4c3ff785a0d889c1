import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ApiFunction } from '#shared/http/route';
import type { Settings } from '../settings.ts';
import { type Granted, grantedBy } from './capability.ts';
import type { LinkKeys } from './link-keys.ts';
import { ownMetric, writingMetrics } from './own-metric.ts';
import { PimAlarm } from './pim-alarm.ts';
import { type FunctionSettings, PimFunction } from './pim-function.ts';
import type { PimTable } from './pim-table.ts';
import type { PublicAddress } from './public-address.ts';
import { trustedIssuers } from './trusted-issuers.ts';

export interface ApiFunctionsProps {
  readonly table: PimTable;
  readonly settings: FunctionSettings & Settings;
  readonly origin: Granted;
  readonly address: PublicAddress;
  readonly linkKeys: LinkKeys;
}

/** One function for each file of `functions/api`, each with the rights of its own duty. */
export class ApiFunctions extends Construct {
  readonly byName: Readonly<Record<ApiFunction, PimFunction>>;

  constructor(scope: Construct, id: string, { table, settings, origin, address, linkKeys }: ApiFunctionsProps) {
    super(scope, id);
    const signIn = grantedBy('signIn', {
      SIGN_IN_ISSUER: settings.issuer,
      SIGN_IN_CLIENT_ID: settings.signInClientId ?? '',
      SIGN_IN_SCOPE: settings.signInScope,
    });
    const onboarding = grantedBy('onboarding', {
      FIRST_ADMINISTRATOR: settings.firstAdministrator,
      CONSENT_CLAIM: settings.consentClaim ?? '',
      CONSENT_ISSUER: settings.issuer,
    });
    const every = [
      origin,
      address.guarding,
      grantedBy('crossOrigin', { ALLOWED_ORIGINS: settings.allowedOrigins.join(' ') }),
      grantedBy('stepUp', {
        STEP_UP_ACR_VALUES: settings.stepUpAcrValues,
        AUTHENTICATION_CONTEXTS: authenticationContexts(settings).join(' '),
        ADMINISTRATION_MFA: settings.administrationMfa,
        MFA_CLAIMS: mfaClaims(settings).join(' '),
        MFA_TIME_CLAIM: settings.mfaTimeClaim,
      }),
    ];
    const create = (
      constructId: string,
      name: ApiFunction,
      uses: readonly Granted[],
      hurts: string,
      timeout = Duration.seconds(10),
    ) =>
      new PimFunction(this, constructId, {
        settings,
        path: `api/${name}`,
        uses: [...every, ...uses],
        memory: 1024,
        timeout,
        alarm: { hurts },
      });

    this.byName = {
      'self-service': create(
        'SelfService',
        'self-service',
        [table.writingAccess, writingMetrics(this)],
        'People cannot activate their roles.',
      ),
      approvals: create('Approvals', 'approvals', [table.writing], 'Approvers cannot decide after signing in.'),
      'decision-links': create(
        'DecisionLinks',
        'decision-links',
        [table.writing, linkKeys.verifying, trustedIssuers(settings), signIn, writingMetrics(this)],
        'Approvers cannot decide by the links of their mails.',
      ),
      administration: create(
        'Administration',
        'administration',
        [table.writingAccess, onboarding],
        'Administrators cannot change roles, settings and assignments.',
      ),
      reports: create('Reports', 'reports', [table.reading], 'Administrators and auditors cannot read the history.'),
      imports: create(
        'Imports',
        'imports',
        [table.writing],
        'Administrators cannot import people or configuration.',
        // What API Gateway waits for an answer at most (AWS limit).
        Duration.seconds(29),
      ),
      evaluation: create(
        'Evaluation',
        'evaluation',
        [table.readingAndNotingUse],
        'Protected applications cannot ask who holds a role, and refuse everybody.',
      ),
      documentation: create('Documentation', 'documentation', [], 'Nobody can look up how the API is called.'),
    };
    const perFiveMinutes = { statistic: 'Sum', period: Duration.minutes(5) } as const;
    new PimAlarm(this, 'BreakGlassUsed', {
      metric: ownMetric(this, 'breakGlassUsed', perFiveMinutes),
      atLeast: 1,
      hurts:
        'Somebody took a privileged role without approval. The security administrators ask them why at once, and revoke it if the answer is bad.',
    });
    new PimAlarm(this, 'ReviewsAwaited', {
      metric: ownMetric(this, 'reviewsAwaited', { statistic: 'Maximum', period: Duration.minutes(5) }),
      atLeast: 2,
      hurts:
        'Somebody broke the glass again before their earlier use was signed off; their next one is refused. The administrators look at both uses in the report, and sign them off or revoke them.',
    });
    new PimAlarm(this, 'LinksLocked', {
      metric: ownMetric(this, 'linksLocked', perFiveMinutes),
      atLeast: 1,
      hurts:
        'An approver may be impersonated: somebody tried five codes on a decision link. Ask the approver of the mail.',
    });
  }
}

/** Those of the step-up, and those that roles may ask for instead. */
function authenticationContexts({ stepUpAcrValues, roleAcrValues = '' }: Settings): readonly string[] {
  return [...new Set(`${stepUpAcrValues} ${roleAcrValues}`.trim().split(' '))];
}

/** RFC 8176 `amr`, or the context a step-up asks for, unless the deployment says how its tokens tell. */
function mfaClaims(settings: Settings): readonly string[] {
  return settings.mfaClaim ?? ['amr=mfa', ...authenticationContexts(settings).map((value) => `acr=${value}`)];
}
