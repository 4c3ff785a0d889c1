import { reportColumns, reportView } from '#shared/http/activation-view';
import { apiFunction } from '#shared/http/api';
import { auditColumns, auditView } from '#shared/http/audit-view';
import { refuseLongJson, reportAnswer } from '#shared/http/report-answer';
import { reportRoutes } from '#shared/http/routes/reports';
import { reportPorts } from '#shared/report-wiring';
import { summarize } from '#shared/use-cases/summarize';

const ports = reportPorts();

/** Who had what, when, why and by whose yes, and every change there was; reads only. */
export const handler = apiFunction(
  reportRoutes,
  {
    reportActivations: async ({ query, headers, url }) => {
      refuseLongJson(query.limit, headers.accept);
      const page = await ports.activations.report(query, query);
      return reportAnswer({ ...page, items: page.items.map(reportView) }, reportColumns, headers.accept, url);
    },
    reportSummary: async ({ query }) => ({ status: 200, body: await summarize(query, ports) }),
    listAudit: async ({ query, headers, url }) => {
      refuseLongJson(query.limit, headers.accept);
      const page = await ports.auditTrail.list(query, query);
      return reportAnswer({ ...page, items: page.items.map(auditView) }, auditColumns, headers.accept, url);
    },
  },
  ports,
);
