import { addressOf, type Exchange } from './exchange.js';
import type { DrupalSite } from './site.js';

interface Page {
  readonly generation: number;
  readonly madeAt: number;
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

const NOT_IN_304 = ['content-type', 'content-language', 'x-generator', 'x-content-type-options', 'x-frame-options'];
const KEPT_PAGES = 1_000;

/**
 * The cache of whole pages for requests without credentials. Only with a `pageMaxAge` above 0 does a client see it:
 * then answers have `ETag` and `Last-Modified`, and a conditional GET gets 304. Any save drops it.
 */
export class AnonymousPageCache {
  private readonly pages = new Map<string, Page>();

  constructor(private readonly site: DrupalSite) {}

  async through(exchange: Exchange, handle: () => Promise<Response>): Promise<Response> {
    const maxAge = this.site.settings.pageMaxAge;
    if (maxAge <= 0 || exchange.method !== 'GET' || exchange.hasCredentials || exchange.headers.has('cookie')) {
      return handle();
    }
    const key = addressOf(exchange);
    const kept = this.pages.get(key);
    const page = kept?.generation === this.site.caches.generation ? kept : await this.make(handle);
    if (page.status !== 200) return new Response(page.body, { status: page.status, headers: page.headers });
    if (this.pages.size >= KEPT_PAGES) this.pages.clear();
    this.pages.set(key, page);
    return respond(page, maxAge, exchange, page === kept);
  }

  private async make(handle: () => Promise<Response>): Promise<Page> {
    const response = await handle();
    return {
      generation: this.site.caches.generation,
      madeAt: this.site.seconds(),
      status: response.status,
      body: await response.text(),
      headers: response.headers,
    };
  }
}

/** Drupal wants both conditional headers before it says 304. */
function respond(page: Page, maxAge: number, { headers: sent }: Exchange, isHit: boolean): Response {
  const etag = `"${page.madeAt}"`;
  const modified = new Date(page.madeAt * 1000).toUTCString();
  const headers = new Headers(page.headers);
  headers.set('cache-control', `max-age=${maxAge}, public`);
  headers.set('vary', 'Cookie');
  if (sent.get('if-none-match') === etag && sent.get('if-modified-since') === modified) {
    for (const name of NOT_IN_304) headers.delete(name);
    return new Response(null, { status: 304, headers });
  }
  headers.set('etag', etag);
  headers.set('last-modified', modified);
  headers.set('x-drupal-cache', isHit ? 'HIT' : 'MISS');
  return new Response(page.body, { status: 200, headers });
}
