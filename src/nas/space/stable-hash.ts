import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** JSON text without blanks and with the keys in code-unit order: equal values, equal text. */
export function stableJson(value: Json): string {
  if (isList(value)) return `[${value.map(stableJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${stableJson(member)}`).join(',')}}`;
}

/** SHA-256 of the value's stable JSON, in hex. */
export function stableHash(value: Json): string {
  return createHash('sha256').update(stableJson(value)).digest('hex');
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
