import { domainToASCII } from 'node:url';

/** Are these one value to Rollcall? Without case, as Joomla's database compares; an accent makes a difference. */
export function sameText(left: string, right: string): boolean {
  return folded(left) === folded(right);
}

/** The same for e-mail addresses: Joomla stores the domain in its ASCII form (punycode). */
export function sameEmail(left: string, right: string): boolean {
  return folded(asciiDomain(left)) === folded(asciiDomain(right));
}

/**
 * May Joomla's database take these for one value? Its collation overlooks accents too. Only for the question which
 * account is in the way, never for the question who somebody is.
 */
export function collides(left: string, right: string): boolean {
  return COLLATION.compare(asciiDomain(left).trim(), asciiDomain(right).trim()) === 0;
}

const COLLATION = new Intl.Collator('en', { sensitivity: 'base', usage: 'search' });

function folded(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}

/** An e-mail address with its domain as Joomla stores it; any other text as it is. */
export function asciiDomain(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 0) return text;
  const domain = domainToASCII(text.slice(at + 1));
  return domain === '' ? text : `${text.slice(0, at)}@${domain}`;
}
