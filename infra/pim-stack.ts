import { Aws, CfnOutput, CfnRule, Fn, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ActivationWorkflow } from './constructs/activation-workflow.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { ApiFunctions } from './constructs/api-functions.ts';
import { AuditSeal } from './constructs/audit-seal.ts';
import { grantedBy } from './constructs/capability.ts';
import { LinkKeys } from './constructs/link-keys.ts';
import { LogKey } from './constructs/log-key.ts';
import { Mail } from './constructs/mail.ts';
import { MailReports } from './constructs/mail-reports.ts';
import { OrganizationImport } from './constructs/organization-import.ts';
import { PimApi } from './constructs/pim-api.ts';
import { AccessLogs } from './constructs/pim-bucket.ts';
import type { FunctionSettings } from './constructs/pim-function.ts';
import { PimTable } from './constructs/pim-table.ts';
import { PublicAddress } from './constructs/public-address.ts';
import { StreamReaders } from './constructs/stream-readers.ts';
import { SweepSchedule } from './constructs/sweep-schedule.ts';
import type { Settings } from './settings.ts';
import { regionalSettings } from './settings-regions.ts';

/** All of Lapse in one account and region. */
export class PimStack extends Stack {
  constructor(scope: Construct, id: string, given: Settings & Pick<FunctionSettings, 'bundles'>) {
    super(scope, id, {
      stackName: given.stackName,
      description: 'Lapse: privileged access that lapses',
      terminationProtection: true,
    });

    const settings = { ...given, logKey: new LogKey(this, 'LogKey') };
    const accessLogs = new AccessLogs(this, 'AccessLogs', settings);

    // The table is the truth.
    const table = new PimTable(this, 'Table', settings);

    // People and applications ask.
    const api = new PimApi(this, 'Http', settings);
    const address = new PublicAddress(this, 'Address', settings);
    const publicOrigin = api.publicOrigin(settings);
    const origin = grantedBy('origin', { PUBLIC_ORIGIN: publicOrigin });
    const linkKeys = new LinkKeys(this, 'LinkKeys', settings);
    const functions = new ApiFunctions(this, 'ApiFunctions', { table, settings, origin, address, linkKeys });
    address.leadTo(api.api, api.serve(functions.byName, settings));

    // The workflow keeps time.
    const workflow = new ActivationWorkflow(this, 'Workflow', { table, settings });

    // The stream tells: dispatch the workflow, notify people.
    const mail = new Mail(this, 'Mail', settings);
    const readers = new StreamReaders(this, 'Stream', {
      table,
      settings,
      accessLogs,
      dispatch: [workflow.controlling],
      notify: [mail.sending, origin, linkKeys.signing],
    });
    linkKeys.signOnlyFor(readers.notify);

    // What becomes of the mails is put on record.
    new MailReports(this, 'MailReports', { table, settings, configurationSet: mail.configurationSet });

    // The sweeper forgives.
    new SweepSchedule(this, 'Schedule', { table, settings });

    // The audit is sealed.
    new AuditSeal(this, 'Audit', { table, settings, accessLogs });

    // The tree of resources follows AWS Organizations, where it is asked to.
    if (settings.importOrganization === 'on') new OrganizationImport(this, 'OrganizationImport', { table, settings });

    // No role may do more than the organization allows.
    if (settings.permissionsBoundary) {
      const boundary = ManagedPolicy.fromManagedPolicyArn(this, 'Boundary', settings.permissionsBoundary);
      PermissionsBoundary.of(this).apply(boundary);
    }

    // A template may be deployed to another region than it was made for: CloudFormation asks before it makes anything.
    for (const { name, region } of regionalSettings(settings)) {
      const assertDescription = `The setting "${name}" is in ${region}; the stack has to be there, too.`;
      new CfnRule(this, `${name}Region`, {
        assertions: [{ assert: Fn.conditionEquals(Aws.REGION, region), assertDescription }],
      });
    }

    // Somebody hears when it hurts.
    new AlarmTopic(this, 'Alarms', settings).hear(this);

    new CfnOutput(this, 'ApiEndpoint', { value: publicOrigin });
    new CfnOutput(this, 'LinkSigningKeyId', { value: linkKeys.key.keyId });
    new CfnOutput(this, 'TableName', { value: table.table.tableName });
    new CfnOutput(this, 'TableStreamArn', { value: table.streamArn });
    new CfnOutput(this, 'TableKeyArn', { value: table.key.keyArn });
  }
}
