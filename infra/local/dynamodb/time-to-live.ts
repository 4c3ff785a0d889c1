import type { Item } from './attribute-value.ts';
import { invalid } from './aws-error.ts';
import { findTable, itemsOf, type Store } from './dynalite.ts';
import type { Change } from './write.ts';

const SETTINGS = 'time-to-live~';
/** DynamoDB leaves alone what expired longer ago than five years, in seconds (Developer Guide, "Time to Live"). */
const FORGOTTEN_AFTER = 5 * 365 * 24 * 3600;

/**
 * UpdateTimeToLive; remembered with the data folder. A table has one attribute at a time, as on AWS: another needs it disabled
 * first. Setting what is set is accepted, unlike on AWS, as CloudFormation sends nothing then.
 */
export async function updateTimeToLive(input: unknown, store: Store): Promise<unknown> {
  const { TableName, TimeToLiveSpecification: settings } = Object(input);
  await findTable(TableName, store);
  if (typeof settings?.AttributeName !== 'string') throw invalid('TimeToLiveSpecification must name an attribute');
  const current = await expiryAttribute(TableName, store);
  if (current !== undefined && current !== settings.AttributeName)
    throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  await store.db.batch([{ type: 'put', key: SETTINGS + TableName, value: settings }]);
  return { TimeToLiveSpecification: settings };
}

/** DescribeTimeToLive. */
export async function describeTimeToLive(input: unknown, store: Store): Promise<unknown> {
  const { TableName } = Object(input);
  await findTable(TableName, store);
  const attribute = await expiryAttribute(TableName, store);
  const description = attribute
    ? { TimeToLiveStatus: 'ENABLED', AttributeName: attribute }
    : { TimeToLiveStatus: 'DISABLED' };
  return { TimeToLiveDescription: description };
}

/** A table takes its settings with it. */
export async function forgetTimeToLive(tableName: string, store: Store): Promise<void> {
  await store.db.batch([{ type: 'del', key: SETTINGS + tableName }]);
}

/** The deletions that are due at `seconds` since the epoch, in all tables. Items without a number there never expire. */
export async function findExpired(seconds: number, store: Store): Promise<Change[]> {
  const expired: Change[] = [];
  for await (const [settingsKey] of store.db.iterator({ gte: SETTINGS, lt: `${SETTINGS}\uffff` })) {
    const tableName = settingsKey.slice(SETTINGS.length);
    const attribute = await expiryAttribute(tableName, store);
    const table = await findTable(tableName, store);
    const prefix = itemsOf(table);
    for await (const [key, stored] of store.db.iterator({ gte: prefix, lt: `${prefix}\uffff` })) {
      const item = stored as Item;
      const expiry = Number(attribute && item[attribute]?.N);
      if (expiry > seconds || !(expiry > seconds - FORGOTTEN_AFTER)) continue;
      expired.push({ table, key: key.slice(prefix.length), oldImage: item, newImage: undefined });
    }
  }
  return expired;
}

async function expiryAttribute(tableName: string, store: Store): Promise<string | undefined> {
  const settings = Object(await store.db.get(SETTINGS + tableName));
  return settings.Enabled ? settings.AttributeName : undefined;
}
