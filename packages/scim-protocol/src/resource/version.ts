import type { Row } from '../filter/property.js';

/**
 * A weak entity tag of what a resource says (RFC 7644 §3.14): equal for equal content whatever the order of its keys, and not
 * touched by `meta`. `hash` takes the canonical text; the one given here is FNV-1a of 2×32 bits, which is for versions and not for
 * security.
 */
export function versionOf(resource: Row, hash: (text: string) => string = fnv): string {
  const { meta: _, ...content } = resource;
  return `W/"${hash(canonicalText(content))}"`;
}

/**
 * Does an `If-Match` or `If-None-Match` header name this version? `*` names all; weak and strong tags are compared by their
 * text (RFC 9110 §8.8.3.2, weak).
 */
export function isVersionNamed(header: string, version: string): boolean {
  if (header.trim() === '*') return true;
  const own = version.replace(/^W\//, '');
  return [...header.matchAll(/(?:W\/)?("[^"]*")/g)].some(([, tag]) => tag === own);
}

/** JSON with keys in the order of their characters; what is undefined is left out. */
export function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const record = value as Row;
  const keys = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(record[key])}`).join(',')}}`;
}

function fnv(text: string): string {
  let [first, second] = [0x811c9dc5, 0x9747b28c];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ ((code << 5) | (code >>> 3)), 0x01000193);
  }
  return `${(first >>> 0).toString(16).padStart(8, '0')}${(second >>> 0).toString(16).padStart(8, '0')}`;
}
