import { readEnvironment } from '#shared/config';
import { apiFunction } from '#shared/http/api';
import { documentationHeaders, documentationPage } from '#shared/http/documentation-page';
import { openApiDocument } from '#shared/http/openapi';
import { documentationRoutes } from '#shared/http/routes/documentation';

const document = openApiDocument(readEnvironment('origin').PUBLIC_ORIGIN);
const page = documentationPage(document);

/** What describes the API itself: for programs and for people. It knows nobody and reads nothing. */
export const handler = apiFunction(
  documentationRoutes,
  {
    showOpenApi: () => ({ status: 200, body: document }),
    showDocumentation: () => ({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page }),
  },
  undefined,
  documentationHeaders,
);
