import { reportView } from '#shared/http/activation-view';
import { apiFunction } from '#shared/http/api';
import { reportAnswer } from '#shared/http/report-answer';
import { tablePorts } from '#shared/wiring';

const ports = tablePorts();

/** Who had what, when, why and by whose yes; reads only. */
export const handler = apiFunction(
  'reports',
  {
    reportActivations: async ({ query, headers, url }) => {
      const page = await ports.activations.report(query, query);
      return reportAnswer({ ...page, items: page.items.map(reportView) }, headers.accept, url);
    },
  },
  ports,
);
