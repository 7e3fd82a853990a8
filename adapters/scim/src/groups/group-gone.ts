import { NotFoundError } from '@rollcall/contract';

export function groupGone(doing: string): NotFoundError {
  return new NotFoundError({ code: 'scim-group-not-found', doing, happened: 'the service has no group with this id' });
}
