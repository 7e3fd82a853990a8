import type { Manner } from '../discovery/manner.js';
import { cursorPages } from './cursor-pages.js';
import { indexPages } from './index-pages.js';
import type { Listing, ResourcePage } from './listing.js';

/** Every resource of a list, each once, with the proof at the end. */
export function resourcePages(listing: Listing, { paging, followsCursors }: Manner): AsyncGenerator<ResourcePage> {
  return paging === 'cursor' ? cursorPages(listing) : indexPages(listing, followsCursors);
}
