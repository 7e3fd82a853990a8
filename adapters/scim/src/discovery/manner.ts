import type { ScimConfig } from '../scim-config.js';
import type { Service } from './discover.js';

/** How this service is spoken to: its own words, under what the configuration and the dialect say. */
export interface Manner {
  readonly updateBy: 'patch' | 'put';
  readonly groupUpdateBy: 'patch' | 'put';
  readonly paging: 'index' | 'cursor';
  readonly pageSize: number;
  readonly etags: boolean;
  readonly bulk?: { readonly maxOperations: number; readonly maxPayloadSize: number };
}

/** What a service that offers Bulk without saying how much of it takes at least. */
const USUAL_OPERATIONS = 100;
const USUAL_PAYLOAD = 1_048_576;
/** More in one request gains nothing and loses more when it fails. */
const MOST_OPERATIONS = 1_000;

export function mannerOf(config: ScimConfig, { config: told, configFound }: Service): Manner {
  const byDefault = configFound && !told.patch ? 'put' : 'patch';
  const { updateBy, groupUpdateBy, paging, useBulk, useEtags, verifyWrites } = config;
  const most = told.pagination.maxPageSize ?? told.filter.maxResults;
  const update = updateBy === 'auto' ? byDefault : updateBy;
  return {
    updateBy: update,
    groupUpdateBy: groupUpdateBy === 'auto' ? byDefault : groupUpdateBy,
    paging: paging === 'auto' ? (told.pagination.cursor ? 'cursor' : 'index') : paging,
    pageSize: most > 0 ? Math.min(config.pageSize, most) : config.pageSize,
    etags: useEtags === 'auto' && told.etag,
    // What is read again, or read before, after every write gains nothing from Bulk.
    ...(useBulk === 'auto' && told.bulk.supported && !verifyWrites && update === 'patch'
      ? {
          bulk: {
            maxOperations: Math.min(MOST_OPERATIONS, told.bulk.maxOperations || USUAL_OPERATIONS),
            maxPayloadSize: told.bulk.maxPayloadSize || USUAL_PAYLOAD,
          },
        }
      : {}),
  };
}
