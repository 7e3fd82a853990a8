import { ConflictError } from '@rollcall/contract';

export function nameTaken(doing: string): ConflictError {
  return new ConflictError({
    code: 'directory-user-name-taken',
    doing,
    happened: 'another account has this userName already',
  });
}

export function groupNameTaken(doing: string): ConflictError {
  return new ConflictError({ code: 'directory-group-name-taken', doing, happened: 'another group has this name' });
}
