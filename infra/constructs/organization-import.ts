import { Duration } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Granted } from './capability.ts';
import { ownMetric, writingMetrics } from './own-metric.ts';
import { PimAlarm } from './pim-alarm.ts';
import { type FunctionSettings, PimFunction } from './pim-function.ts';
import { PimSchedule } from './pim-schedule.ts';
import type { PimTable } from './pim-table.ts';

/** Listing is all it may do, and AWS Organizations knows no resource to name for it. */
const LISTING: Granted = {
  environment: {},
  rights: [
    {
      actions: [
        'organizations:ListRoots',
        'organizations:ListOrganizationalUnitsForParent',
        'organizations:ListAccountsForParent',
      ],
      resources: ['*'],
    },
  ],
};

/**
 * The hourly import of the tree of resources, in the management account of the organization or in an account it delegated
 * this to: nobody else may list it. It writes nodes of the tree, their record and what a move ends, and nothing else.
 */
export class OrganizationImport extends Construct {
  constructor(scope: Construct, id: string, { table, settings }: { table: PimTable; settings: FunctionSettings }) {
    super(scope, id);
    const nodes = 'RESOURCE#*';
    const writingNodes = {
      environment: {},
      rights: [...table.putting(nodes), ...table.updating(nodes), ...table.putting('ENDING#*')],
    };
    const importing = new PimFunction(this, 'Import', {
      settings,
      path: 'schedule/import-organization',
      uses: [table.reading, writingNodes, LISTING, writingMetrics(this)],
      memory: 512,
      timeout: Duration.minutes(5),
      failedCalls: 'The next hour imports what this one missed: it compares the whole tree.',
      alarm: {
        hurts: 'Administrators: new accounts are missing in the tree, and rights follow it where accounts moved away.',
      },
    });
    new PimSchedule(this, 'EveryHour', {
      description: 'Imports organizational units and accounts from AWS Organizations',
      calls: importing,
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      // The next one comes in an hour and finds the same.
      retries: { retryAttempts: 1, maxEventAge: Duration.minutes(30) },
    });
    new PimAlarm(this, 'Left', {
      metric: ownMetric(this, 'organizationImportLeft', { statistic: 'Maximum', period: Duration.hours(1) }),
      atLeast: 1,
      hurts:
        'Rights may reach accounts they should not: nodes of the tree are not as AWS Organizations says. A Privileged ' +
        'Role Administrator has to move those that the log of schedule/import-organization names.',
    });
  }
}
