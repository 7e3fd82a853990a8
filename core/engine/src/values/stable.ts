import { hash } from 'node:crypto';
import type { AttributeValue } from '@rollcall/contract';

/** JSON in which equal values are equal texts: the parts of complex values are in one order. */
export function stable(value: AttributeValue): string {
  return JSON.stringify(isPlain(value) ? value : sorted(value));
}

/** A short fingerprint of a text: SHA-256, base64url. */
export function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** Scalars, and lists of scalars, have only one JSON; nearly all values are such. */
function isPlain(value: AttributeValue): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
}

function sorted(value: AttributeValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const parts = Object.entries(value as Readonly<Record<string, AttributeValue>>);
  return Object.fromEntries(parts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]) => [name, sorted(part)]));
}
