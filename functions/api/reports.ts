import { reportColumns, reportView } from '#shared/http/activation-view';
import { apiFunction } from '#shared/http/api';
import { refuseLongJson, reportAnswer } from '#shared/http/report-answer';
import { tablePorts } from '#shared/wiring';

const ports = tablePorts();

/** Who had what, when, why and by whose yes; reads only. */
export const handler = apiFunction(
  'reports',
  {
    reportActivations: async ({ query, headers, url }) => {
      refuseLongJson(query.limit, headers.accept);
      const page = await ports.activations.report(query, query);
      return reportAnswer({ ...page, items: page.items.map(reportView) }, reportColumns, headers.accept, url);
    },
  },
  ports,
);
