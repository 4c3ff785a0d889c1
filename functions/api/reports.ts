import { reportColumns, reportView } from '#shared/http/activation-view';
import { apiFunction } from '#shared/http/api';
import { auditAnswer, auditForm } from '#shared/http/audit-answer';
import { exportForm } from '#shared/http/export-form';
import { reportAnswer } from '#shared/http/report-answer';
import { reportRoutes } from '#shared/http/routes/reports';
import { reportPorts } from '#shared/report-wiring';
import { summarize } from '#shared/use-cases/summarize';

const ports = reportPorts();

/** Who had what, when, why and by whose yes, and every change there was; reads only. */
export const handler = apiFunction(
  reportRoutes,
  {
    reportActivations: async ({ query, headers, url }) => {
      const form = exportForm(query, headers.accept);
      const page = await ports.activations.report(query, query);
      return reportAnswer({ ...page, items: page.items.map(reportView) }, reportColumns, form, url);
    },
    reportSummary: async ({ query }) => ({ status: 200, body: await summarize(query, ports) }),
    listAudit: async ({ query, headers, url }) => {
      const form = auditForm(query, headers.accept);
      const page = await ports.auditTrail.list(query, query);
      return auditAnswer(page, query.format, form, url);
    },
  },
  ports,
);
