import { pageStyle } from './page-style.ts';

export interface PageParts {
  readonly title: string;
  /** What stands between heading and script; words of ours only. */
  readonly main: string;
  readonly script: string;
}

/** The frame of every page of ours with a script: one column, nothing fetched, numbers and addresses left as they are. */
export function pageDocument({ title, main, script }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${title} · Lapse</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${main}
</main>
<script>${script}</script>
</body>
</html>
`;
}
