import { createHash } from 'node:crypto';

/** The uuid of an account that this operation makes: the same for each try of it, so that a second one makes no second account. */
export function uuidOfKey(key: string): string {
  const hex = createHash('sha256').update(`rollcall drupal ${key}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
