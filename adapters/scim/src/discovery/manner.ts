import type { ScimConfig } from '../scim-config.js';
import type { Service } from './discover.js';

/** How this service is spoken to: its own words, under what the configuration and the dialect say. */
export interface Manner {
  readonly updateBy: 'patch' | 'put' | 'none';
  readonly groupUpdateBy: 'patch' | 'put';
  readonly paging: 'index' | 'cursor';
  /** Nobody said how lists are paged: one that goes on by a cursor, though it was asked for by index, is read so. */
  readonly followsCursors: boolean;
  readonly pageSize: number;
  readonly etags: boolean;
  readonly bulk?: { readonly maxOperations: number; readonly maxPayloadSize: number };
}

/** The resource types whose PATCH was refused, although nothing said that it would be. */
export type WithoutPatch = ReadonlySet<'users' | 'groups'>;

/** What a service that offers Bulk without saying how much of it takes at least. */
const USUAL_OPERATIONS = 100;
const USUAL_PAYLOAD = 1_048_576;
/** More in one request gains nothing and loses more when it fails. */
const MOST_OPERATIONS = 1_000;
/** Pages overlap by one. */
const LEAST_PAGE = 2;

export function mannerOf(config: ScimConfig, service: Service, withoutPatch: WithoutPatch): Manner {
  const { config: told, configFound } = service;
  const { updateBy, groupUpdateBy, paging, useEtags } = config;
  const saysNoPatch = configFound && !told.patch;
  const usual = (type: 'users' | 'groups'): 'patch' | 'put' =>
    saysNoPatch || withoutPatch.has(type) ? 'put' : 'patch';
  const most = told.pagination.maxPageSize ?? told.filter.maxResults;
  const update = updateBy === 'auto' ? usual('users') : updateBy;
  const bulk = bulkOf(config, service, update);
  return {
    updateBy: update,
    groupUpdateBy: groupUpdateBy === 'auto' ? usual('groups') : groupUpdateBy,
    paging: paging === 'auto' ? (told.pagination.cursor ? 'cursor' : 'index') : paging,
    followsCursors: paging === 'auto',
    pageSize: most > 0 ? Math.max(LEAST_PAGE, Math.min(config.pageSize, most)) : config.pageSize,
    etags: useEtags === 'auto' && told.etag,
    ...(bulk === undefined ? {} : { bulk }),
  };
}

/** What is read again, or read before, with every write gains nothing from Bulk. */
function bulkOf(
  { useBulk, verifyWrites }: ScimConfig,
  { config: { bulk } }: Service,
  updateBy: Manner['updateBy'],
): Manner['bulk'] {
  if (useBulk === 'never' || !bulk.supported || verifyWrites || updateBy !== 'patch') return undefined;
  return {
    maxOperations: Math.min(MOST_OPERATIONS, bulk.maxOperations || USUAL_OPERATIONS),
    maxPayloadSize: bulk.maxPayloadSize || USUAL_PAYLOAD,
  };
}
