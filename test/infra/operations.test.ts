import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as kms from '@aws-sdk/client-kms';
import * as stepfunctions from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { explanations } from '#infra/setting-explanations';
import { readSettings } from '#infra/settings';
import { everyFunction, synthesizeLapse } from './synthesized.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'infra/OPERATIONS.md'), 'utf8');
const chapter = (title: string) => {
  const [, found] = new RegExp(`^## ${title}\n(.*?)(?=^## |(?![^]))`, 'ms').exec(text) ?? [];
  if (found === undefined) throw new Error(`There is no chapter ${title}.`);
  return found;
};
/** Cells of the tables of a chapter, without their heads. */
const rowsOf = (title: string) =>
  [...chapter(title).matchAll(/^\| (?!what \||alarm \|)(.+) \|$/gm)].map(([, row = '']) => row.split(/ *\| */));

/** Whoever follows the page has these from the outputs of the stack, or from the answer before. */
const FOUND = ['TOKEN', 'ALARM', 'TABLE', 'ROLE', 'ETAG', 'MACHINE'];

/** Every command of the page, as the shell would start it, in the order of the page. */
function commands(): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-operations-'));
  try {
    const said = join(folder, 'said');
    const blocks = [...text.matchAll(/^( *)```sh\n(.*?)^ *```/gms)].map(([, indentation = '', code = '']) =>
      code.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
    );
    const stub = (name: string) =>
      `${name}() { { printf '%s\\0' ${name} "$@"; printf '\\n'; } >> '${said}'; echo found; }`;
    const stubs = ['npx', 'npm', 'git', 'aws', 'curl'].map(stub);
    const found = FOUND.map((name) => `${name}=${name.toLowerCase()}`);
    execFileSync('bash', ['-euc', [...stubs, ...found, ...blocks].join('\n')], { cwd: folder });
    return readFileSync(said, 'utf8')
      .split('\0\n')
      .slice(0, -1)
      .map((command) => command.split('\0'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const all = commands();
const ofCdk = all.filter(([program, cdk]) => program === 'npx' && cdk === 'cdk').map(([, , ...rest]) => rest);

/** What a command hands to the CDK; a later value counts, as with the CDK. */
function settingsIn([, ...rest]: string[]): Record<string, string> {
  expect(rest.filter((_, place) => place % 2 === 0).every((flag) => flag === '-c')).toBe(true);
  const pairs = rest.filter((_, place) => place % 2 === 1).map((pair) => /^([^=]+)=(.*)$/s.exec(pair) ?? []);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

describe('the page on operating Lapse', () => {
  it('is found from the README', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('](infra/OPERATIONS.md)');
  });

  it('has commands of the CDK for every stage of a life', () => {
    expect(ofCdk.map(([command]) => command)).toEqual([
      ...['bootstrap', 'deploy', 'deploy', 'diff', 'deploy', 'deploy', 'deploy', 'destroy'],
    ]);
    expect(ofCdk[0]).toEqual(['bootstrap', 'aws://123456789012/eu-west-1']);
  });

  it.each(
    ofCdk.filter(([command]) => command !== 'bootstrap').map((command) => [command.slice(-2).join(' '), command]),
  )('has settings that make a template: … %s', (_, command) => {
    const given = settingsIn(command);

    expect(Object.keys(given).filter((name) => !(name in explanations))).toEqual([]);
    expect(() => readSettings((name) => given[name], 'eu-west-1')).not.toThrow();
    expect(() => synthesizeLapse(given)).not.toThrow();
  });

  it('names no setting there is not', () => {
    const names = [...text.matchAll(/-c ([A-Za-z]+)=/g)].map(([, name = '']) => name);

    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !(name in explanations))).toEqual([]);
  });

  it('calls AWS by operations there are', () => {
    const clients: Record<string, object> = { dynamodb, kms, stepfunctions };
    const calls = all.filter(([program, service = '']) => program === 'aws' && service in clients);
    const unknown = calls.filter(([, service = '', operation = '', waited = '']) => {
      const name = operation === 'wait' ? `wait-until-${waited}` : `${operation}-command`;
      const pascal = name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
      const exported = operation === 'wait' ? pascal.replace(/^W/, 'w') : pascal;
      return (
        !(exported.replaceAll('Arn', 'ARN') in Object(clients[service])) && !(exported in Object(clients[service]))
      );
    });

    expect(calls.length).toBeGreaterThan(8);
    expect(unknown).toEqual([]);
  });

  it('gives every call of AWS its region, so that none goes elsewhere', () => {
    const calls = all.filter(([program]) => program === 'aws');

    expect(calls.filter((call) => !call.join(' ').includes('--region eu-west-1'))).toEqual([]);
  });
});

describe('its table of alarms', () => {
  it('has each alarm of the template, and no other', () => {
    const { template } = synthesizeLapse(everyFunction);
    const there = Object.keys(template.findResources('AWS::CloudWatch::Alarm'))
      .map((id) => id.replace(/[0-9A-F]{8}$/, ''))
      .filter((title) => !/(?<!Server)Errors$|Throttles$/.test(title));
    const told = rowsOf('Alarms')
      .flatMap(([names = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))
      .filter((name) => name !== 'Errors' && name !== 'Throttles');

    expect(told.sort()).toEqual(there.sort());
  });
});

describe('what it says of costs', () => {
  const rows = rowsOf('What it costs').filter((cells) => cells.length === 4);
  const numberIn = (cell = '') => Number(cell.replaceAll(/[,*]/g, ''));
  const [idle, used] = [rows.slice(0, 7), rows.slice(7)];

  it('is what its counts and prices come to', () => {
    const times = [
      ...idle.slice(0, -1).map((cells) => ({ cells, of: 1, digits: 2 })),
      ...used.slice(0, -1).map((cells) => ({ cells, of: 1_000, digits: 3 })),
    ];

    for (const { cells, of, digits } of times) {
      const [what, count, price, dollars] = cells;
      expect([what, (numberIn(count) * numberIn(price) * of).toFixed(digits)]).toEqual([
        what,
        numberIn(dollars).toFixed(digits),
      ]);
    }
  });

  it.each([
    ['idle', idle],
    ['in use', used],
  ])('%s adds up', (_, part) => {
    const sum = part.slice(0, -1).reduce((total, cells) => total + numberIn(cells[3]), 0);

    expect(part.at(-1)?.[0]).toBe('**sum**');
    expect(numberIn(part.at(-1)?.[3])).toBeCloseTo(sum, 6);
  });

  it('counts the alarms and keys of a deployment without options', () => {
    const { template } = synthesizeLapse();
    const count = (type: string) => Object.keys(template.findResources(type)).length;
    const said = (what: string) => numberIn(idle.find(([name]) => name === what)?.[1]);

    expect([said('alarms'), said('KMS keys')]).toEqual([count('AWS::CloudWatch::Alarm'), count('AWS::KMS::Key')]);
  });
});
