import type { AccountRules } from './account.js';
import type { DrupalSite } from './drupal-site.js';

/** Whose accounts are read, and how. */
export interface PageReader {
  readonly site: DrupalSite;
  readonly pageSize: number;
  readonly lanes: number;
  readonly rules: AccountRules;
  readonly fields: readonly string[] | undefined;
  readonly signal: AbortSignal;
}
