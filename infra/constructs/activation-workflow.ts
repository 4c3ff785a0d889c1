import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { keys } from '#shared/dynamodb/keys';
import { GRANT_TIMEOUT_SECONDS } from '#shared/limits';
import { acceptWildcard } from './accept.ts';
import { activationDefinition } from './activation-definition.ts';
import { type Granted, giveRights, grantedBy } from './capability.ts';
import { PimAlarm } from './pim-alarm.ts';
import { type FunctionSettings, PimFunction } from './pim-function.ts';
import type { PimTable } from './pim-table.ts';

/** The state machine that keeps time for each activation, and the three functions it calls. */
export class ActivationWorkflow extends Construct {
  /** Starting, resuming and stopping executions of this machine; nothing else in the account. */
  readonly controlling: Granted;
  private readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { table, settings }: { table: PimTable; settings: FunctionSettings }) {
    super(scope, id);
    const functions = createFunctions(this, table, settings);
    this.machine = this.createMachine(table, functions, settings);
    this.controlling = grantedBy(
      'workflow',
      { STATE_MACHINE_ARN: this.machine.stateMachineArn },
      {
        actions: ['states:StartExecution', 'states:SendTaskSuccess', 'states:SendTaskFailure'],
        resources: [this.machine.stateMachineArn],
      },
      {
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [this.executionArns()],
        wildcardBecause: 'Every activation has an execution of its own, named when it starts; all are of this machine.',
      },
    );
    this.raiseAlarms();
  }

  private createMachine(table: PimTable, functions: Functions, settings: FunctionSettings): StateMachine {
    const definition = activationDefinition({
      partition: Stack.of(this).partition,
      tableName: table.table.tableName,
      grantAccessArn: functions.grantAccess.functionArn,
      revokeAccessArn: functions.revokeAccess.functionArn,
      closeUndecidedArn: functions.closeUndecided.functionArn,
    });
    return new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
      role: this.createRole(table, functions),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          retention: settings.logRetentionDays,
          encryptionKey: settings.logKey,
          removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        }),
        level: LogLevel.ALL,
        // The data of an execution holds task tokens.
        includeExecutionData: false,
      },
    });
  }

  private createRole(table: PimTable, functions: Functions): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    giveRights(role, [
      ...table.updating(keys.taskToken('*', 'approval').pk),
      { actions: ['lambda:InvokeFunction'], resources: Object.values(functions).map(({ functionArn }) => functionArn) },
    ]);
    acceptWildcard(
      role,
      '*',
      'X-Ray, and the delivery of logs, know no resources: the machine sends traces and its log.',
    );
    return role;
  }

  private executionArns(): string {
    const resourceName = `${this.machine.stateMachineName}:*`;
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    return Stack.of(this).formatArn({ service: 'states', resource: 'execution', resourceName, arnFormat });
  }

  private raiseAlarms(): void {
    const period = Duration.minutes(5);
    new PimAlarm(this, 'Failed', {
      metric: this.machine.metricFailed({ period }),
      atLeast: 1,
      hurts: 'Somebody waits for access, or keeps it until the sweeper takes it: the workflow of an activation failed.',
    });
    new PimAlarm(this, 'TimedOut', {
      metric: this.machine.metricTimedOut({ period }),
      atLeast: 1,
      hurts: 'Somebody waits for access, or keeps it until the sweeper takes it: a workflow ran longer than it can.',
    });
    new PimAlarm(this, 'Aborted', {
      // Cancelling and extending stop executions by design: only many at once are strange.
      metric: this.machine.metricAborted({ period }),
      atLeast: 21,
      hurts: 'Many people may lose access or wait for it: somebody stops workflows in numbers.',
    });
  }
}

type Functions = ReturnType<typeof createFunctions>;

function createFunctions(scope: Construct, table: PimTable, settings: FunctionSettings) {
  const common = { settings, memory: 512 };
  // Every no of these functions is an error to Lambda and an answer to the workflow.
  const toleratedErrors = 10;
  return {
    grantAccess: new PimFunction(scope, 'GrantAccess', {
      ...common,
      path: 'workflow/grant-access',
      uses: [table.writingAccessAndKeepingTaskTokens],
      timeout: Duration.seconds(GRANT_TIMEOUT_SECONDS),
      alarm: { hurts: 'People whose activation is approved do not get their access.', toleratedErrors },
    }),
    revokeAccess: new PimFunction(scope, 'RevokeAccess', {
      ...common,
      path: 'workflow/revoke-access',
      uses: [table.writingAccess],
      timeout: Duration.seconds(60),
      alarm: { hurts: 'People keep privileged access past its end until the sweeper takes it.', toleratedErrors },
    }),
    closeUndecided: new PimFunction(scope, 'CloseUndecided', {
      ...common,
      path: 'workflow/close-undecided',
      uses: [table.writing],
      timeout: Duration.seconds(30),
      alarm: { hurts: 'Requesters are not told that nobody decided in time.', toleratedErrors },
    }),
  };
}
