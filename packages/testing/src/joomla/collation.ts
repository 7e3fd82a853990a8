import { domainToASCII } from 'node:url';

/** A text as MariaDB's `utf8mb4_unicode_ci` compares it: without case and accents. */
export function folded(text: string): string {
  return (ASCII.test(text) ? text : text.normalize('NFD').replace(/\p{M}/gu, '')).toLowerCase();
}

const ASCII = /^[\x20-\x7e]*$/;

export function compareFolded(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `LIKE %pattern%`: `%` and `_` are wildcards that Joomla does not escape, a backslash masks its neighbour. */
export function likePattern(pattern: string): RegExp {
  const parts = [...folded(pattern).matchAll(/\\?./gsu)].map(([part]) => {
    if (part === '%') return '.*';
    if (part === '_') return '.';
    return (part.startsWith('\\') && part.length > 1 ? part.slice(1) : part).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(parts.join(''), 'su');
}

/** Joomla stores the domain of an e-mail address in its ASCII form; one that is in ASCII already stays as it is. */
export function punycodeEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 0) return email;
  if (/^[\x20-\x7e]*$/.test(email.slice(at + 1))) return email;
  const domain = domainToASCII(email.slice(at + 1));
  return domain === '' ? email : `${email.slice(0, at)}@${domain}`;
}

/** What Joomla's input filter leaves of a text: nothing that looks like a tag. */
export function withoutTags(text: string): string {
  return text.replace(/<[^>]*>/g, '');
}
