import { isVersionNamed } from '@rollcall/scim-protocol';
import { versionMismatch } from './scim-errors.js';
import type { ScimRequest } from './scim-request.js';

/** Throws 412 where the client names another version than there is. */
export function checkIfMatch({ ifMatch, ifNoneMatch }: ScimRequest, version: string | undefined): void {
  if (ifMatch !== undefined && !(version === undefined ? ifMatch.trim() === '*' : isVersionNamed(ifMatch, version)))
    throw versionMismatch();
  if (ifNoneMatch !== undefined && version !== undefined && isVersionNamed(ifNoneMatch, version))
    throw versionMismatch();
}

/** Does the client have this version already? */
export function isNotModified({ ifNoneMatch }: ScimRequest, version: string | undefined): boolean {
  return ifNoneMatch !== undefined && version !== undefined && isVersionNamed(ifNoneMatch, version);
}

/** The version for a conditional write of the system: only where the client wants one. */
export function versionFor({ ifMatch }: ScimRequest, version: string | undefined): { readonly version?: string } {
  return ifMatch === undefined || ifMatch.trim() === '*' || version === undefined ? {} : { version };
}
