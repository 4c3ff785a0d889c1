import { readDeliveryReport } from '#shared/mail/delivery-report';
import { emitMetric } from '#shared/metrics';
import { recordDelivery } from '#shared/use-cases/record-delivery';
import { activationPorts, mailClaimPort, tableNeeds } from '#shared/wiring';

const needs = tableNeeds();
const ports = { ...activationPorts(needs), ...mailClaimPort(needs) };

/** Takes in what SES reports of mails; what is forged or not ours is refused, counted, and never comes again. */
export const handler = async (event: unknown): Promise<void> => {
  const report = readDeliveryReport(event);
  if (report && (await recordDelivery(report, ports)) !== 'refused') return;
  console.warn('A report of a mail was refused.', { messageId: report?.messageId, mail: report?.mail });
  emitMetric('reportsRefused', 1, Date.parse(ports.now()));
};
