import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import { dirname, join, relative } from 'node:path';
import { type BuildFailure, type BuildResult, build, type Metafile, type Plugin } from 'esbuild';
import { fingerprint, isMadeOf, noteMadeOf } from './made-of.ts';

const ROOT = join(import.meta.dirname, '..');
/** Where the bundles lie, one folder for each function: `dist/api/self-service/index.mjs`. */
export const BUNDLES = join(ROOT, 'dist');

type Built = BuildResult<{ write: false; metafile: true }>;

/**
 * Bundles each file of `functions` into a folder of its own that Lambda takes as it is, and writes `sizes.json`: the
 * bytes each function loads before its first call. A folder that was made of the very same sources stays as it is.
 *
 * Every function is bundled on its own, so that changing one does not change (and redeploy) the others.
 *
 * @throws Error in one sentence naming the file and line that do not bundle; the bundles of before then stay
 */
export async function bundle(outdir = BUNDLES): Promise<void> {
  const mark = fingerprint(['functions/**', 'shared/**', 'infra/{bundle,made-of}.ts']);
  if (isMadeOf(outdir, mark)) return;
  const paths = listFunctions();
  const bundles = await Promise.all(paths.map(async (path) => ({ path, built: await bundleFunction(path) })));

  rmSync(outdir, { recursive: true, force: true });
  for (const { path, built } of bundles) {
    for (const file of built.outputFiles) {
      const target = join(outdir, path, relative(ROOT, file.path));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, file.contents);
    }
  }
  const sizes = bundles.map(({ path, built }) => [path, eagerBytes(built.metafile)] as const);
  writeFileSync(join(outdir, 'sizes.json'), `${JSON.stringify(Object.fromEntries(sizes), null, 2)}\n`);
  noteMadeOf(outdir, mark);
}

/** Every function by its path below `functions`, such as `api/self-service`. */
export function listFunctions(): string[] {
  const files = globSync('*/*.ts', { cwd: join(ROOT, 'functions') });
  return files.map((file) => file.replaceAll('\\', '/').replace(/\.ts$/, '')).sort();
}

async function bundleFunction(path: string): Promise<Built> {
  try {
    return await build({
      absWorkingDir: ROOT,
      entryPoints: [{ in: join('functions', `${path}.ts`), out: 'index' }],
      outdir: ROOT,
      outExtension: { '.js': '.mjs' },
      chunkNames: 'chunks/[name]-[hash]',
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      mainFields: ['module', 'main'],
      // Turns what is behind import() into files of their own, which nobody loads before they are needed.
      splitting: true,
      minify: true,
      legalComments: 'none',
      logLevel: 'silent',
      plugins: [httpWithoutUndici, credentialsOfLambda, withoutUnused, versionsOnly],
    });
  } catch (error) {
    throw new Error(`functions/${path}.ts does not bundle: ${firstMessage(error)}`, { cause: error });
  }
}

/**
 * An `import` of node:http reads all its names, three of which load undici (22–42 ms instead of 4); the built-in module
 * itself loads it only when asked for them.
 */
const httpWithoutUndici: Plugin = {
  name: 'http-without-undici',
  setup({ onResolve, onLoad }) {
    const names = Object.keys(http).filter(
      (name) => !['default', 'WebSocket', 'CloseEvent', 'MessageEvent'].includes(name),
    );
    onResolve({ filter: /^(node:)?http$/ }, () => ({ path: 'http', namespace: 'built-in' }));
    onLoad({ filter: /.*/, namespace: 'built-in' }, () => ({
      contents: [
        "const http = process.getBuiltinModule('node:http');",
        'export default http;',
        `export const { ${names.join(', ')} } = http;`,
      ].join('\n'),
    }));
  },
};

/**
 * Lambda gives a function its credentials in the environment; the SDK would bring every other way along (STS, SSO,
 * files, …), a third of a bundle.
 */
const credentialsOfLambda: Plugin = {
  name: 'credentials-of-lambda',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ resolveDir }) => ({
      path: 'credentials',
      namespace: 'lambda',
      pluginData: resolveDir,
    }));
    onLoad({ filter: /.*/, namespace: 'lambda' }, ({ pluginData: resolveDir }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir,
    }));
  },
};

/**
 * What the SDK brings along and Lambda never runs. The client of DynamoDB has a cache for endpoints it would discover
 * (7 KB), which it does only when told to; nobody tells it. SHA-256 in JavaScript (3 KB) is for a Node without it. What
 * takes their place holds nothing and is never asked.
 */
const withoutUnused: Plugin = {
  name: 'without-unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^mnemonist\/lru-cache$|^\.\/Sha256Js$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: 'export default class {}\nexport class Sha256Js {}',
    }));
  },
};

/** A client names its version to AWS, for which it would bring its whole package.json (2 KB). */
const versionsOnly: Plugin = {
  name: 'versions-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => {
      const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** Bytes of the entry and of everything it imports without waiting. */
function eagerBytes({ outputs }: Metafile): number {
  const loaded = new Set<string>();
  const load = (file: string) => {
    const output = outputs[file];
    if (!output || loaded.has(file)) return;
    loaded.add(file);
    for (const imported of output.imports) if (imported.kind === 'import-statement') load(imported.path);
  };
  load('index.mjs');
  return [...loaded].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
}

function firstMessage(error: unknown): string {
  if (!isBuildFailure(error)) return error instanceof Error ? error.message : String(error);
  const [first] = error.errors;
  const place = first?.location ? `${first.location.file}:${first.location.line}: ` : '';
  return `${place}${first?.text ?? error.message}`;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

if (process.argv[1] === import.meta.filename) {
  await bundle().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
