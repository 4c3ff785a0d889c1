import { Duration } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { type FunctionSettings, PimFunction } from './pim-function.ts';
import { trustedIssuers } from './trusted-issuers.ts';

/** How long API Gateway may answer for our function: so long a key that was taken back may still let somebody in. */
const KEPT = Duration.minutes(5);

/**
 * Who checks the tokens of callers: API Gateway itself where there is one issuer, a function of ours where several are
 * trusted, because API Gateway knows one issuer for each route.
 */
export class TokenCheck extends Construct {
  readonly authorizer: IHttpRouteAuthorizer;
  /** Whether scopes are looked at, too; API Gateway takes a route's scopes for its own authorizer only. */
  readonly checksScopes: boolean;

  constructor(scope: Construct, id: string, settings: FunctionSettings & Settings) {
    super(scope, id);
    this.checksScopes = settings.trustedIssuers.length === 0;
    this.authorizer = this.checksScopes
      ? new HttpJwtAuthorizer('Token', settings.issuer, { jwtAudience: [settings.audience] })
      : new HttpLambdaAuthorizer('TokenOfAnyIssuer', this.createFunction(settings), {
          responseTypes: [HttpLambdaResponseType.SIMPLE],
          resultsCacheTtl: KEPT,
        });
  }

  private createFunction(settings: FunctionSettings & Settings): PimFunction {
    return new PimFunction(this, 'Function', {
      settings,
      path: 'authorizer/check-token',
      uses: [trustedIssuers(settings)],
      memory: 1024,
      // Longer than it waits for an identity provider, shorter than the ten seconds API Gateway waits for it.
      timeout: Duration.seconds(9),
      alarm: {
        hurts:
          'People and applications of at least one issuer cannot call the API: its keys cannot be fetched. The log names it.',
      },
    });
  }
}
