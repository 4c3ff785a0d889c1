import { styleText } from 'node:util';
import type { Line, Tone } from './telling.ts';

type Format = Parameters<typeof styleText>[0];

const formats: Readonly<Record<Tone, Format | undefined>> = {
  chapter: 'bold',
  scene: 'underline',
  request: 'cyan',
  accepted: 'green',
  refused: 'yellow',
  mail: 'magenta',
  clock: 'blue',
  plain: undefined,
};

/** https://no-color.org: any value but an empty one. */
const isColoured = process.stdout.isTTY && !process.env.NO_COLOR;

/** Shows lines of the story at once; in colour only on a terminal, and not where `NO_COLOR` is set. */
export function showOnTerminal(lines: readonly Line[]): void {
  for (const { tone, text } of lines) {
    const format = isColoured ? formats[tone] : undefined;
    console.log(format === undefined ? text : styleText(format, text, { validateStream: false }));
  }
}
