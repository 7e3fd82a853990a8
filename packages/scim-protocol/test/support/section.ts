/** What every row of the tables names: a section of an RFC, or the leniency that it is about. */
export const SECTION = /^(?:RFC \d{4} §\d+(?:\.\d+)*\b|leniency (?:entra|okta): )/;

/** The tables write `§3.4.2.2` for a section of RFC 7644, and `7643 §2.4` for one of RFC 7643. */
export function rfc(section: string): string {
  return section.replace(/^§/, 'RFC 7644 §').replace(/^(?=\d{4} §)/, 'RFC ');
}
