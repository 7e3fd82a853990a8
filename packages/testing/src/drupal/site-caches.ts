import type { DrupalUser } from './model.js';

const KEPT_URLS = 10_000;

/**
 * The caches of a site as far as a client sees them.
 *
 * Core 10.6 and 11 store a 403 for a filter without varying it by account, under the cache tag `4xx-response`; and the
 * JSON:API normalization of a user lives until the user entity is saved, whatever else changes its row.
 */
export class SiteCaches {
  private readonly deniedUrls = new Set<string>();
  private readonly goodUrls = new Set<string>();
  private readonly shown = new Set<number>();
  private readonly oldViews = new Map<number, DrupalUser>();
  private savedAt = 0;

  /** Number of saves so far: a page cached at another number is no longer valid. */
  get generation(): number {
    return this.savedAt;
  }

  userSaved(uid: number): void {
    this.savedAt += 1;
    this.goodUrls.clear();
    this.shown.delete(uid);
    this.oldViews.delete(uid);
  }

  /** A new entity of any kind drops all cached 4xx answers. */
  entityCreated(): void {
    this.savedAt += 1;
    this.deniedUrls.clear();
  }

  /** What `drush cache:rebuild` does. */
  clear(): void {
    this.savedAt += 1;
    this.deniedUrls.clear();
    this.goodUrls.clear();
    this.shown.clear();
    this.oldViews.clear();
  }

  isDenied(url: string): boolean {
    return this.deniedUrls.has(url);
  }

  /** A 403 poisons its URL for everybody, unless a good answer for the URL is cached. */
  rememberDenied(url: string): void {
    if (!this.goodUrls.has(url) && this.deniedUrls.size < KEPT_URLS) this.deniedUrls.add(url);
  }

  rememberGood(url: string): void {
    if (this.goodUrls.size < KEPT_URLS) this.goodUrls.add(url);
  }

  keepOldView(row: DrupalUser): void {
    if (this.shown.has(row.uid) && !this.oldViews.has(row.uid)) this.oldViews.set(row.uid, row);
  }

  view(row: DrupalUser): DrupalUser {
    this.shown.add(row.uid);
    return this.oldViews.get(row.uid) ?? row;
  }
}
