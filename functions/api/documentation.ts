import { readEnvironment } from '#shared/config';
import { apiFunction } from '#shared/http/api';
import { documentationHeaders, documentationPage } from '#shared/http/documentation-page';
import { openApiDocument } from '#shared/http/openapi';
import type { OpenApiDocument } from '#shared/http/openapi/document';
import { documentationRoutes } from '#shared/http/routes/documentation';

const { PUBLIC_ORIGIN } = readEnvironment('origin');

/** The description of one day: making it takes longer than everything else here, and its examples count from the day. */
let made: { readonly day: string; readonly document: OpenApiDocument; readonly page: string } | undefined;

function description() {
  const now = new Date().toISOString();
  const day = now.slice(0, 10);
  if (made?.day === day) return made;
  const document = openApiDocument(PUBLIC_ORIGIN, now);
  made = { day, document, page: documentationPage(document) };
  return made;
}

/** What describes the API itself: for programs and for people. It knows nobody and reads nothing. */
export const handler = apiFunction(
  documentationRoutes,
  {
    showOpenApi: () => ({ status: 200, body: description().document }),
    showDocumentation: () => ({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: description().page,
    }),
  },
  undefined,
  documentationHeaders,
);
