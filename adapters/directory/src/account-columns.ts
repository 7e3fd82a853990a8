/** Of an account's row; `data` is what has no column of its own. */
export const ACCOUNT_COLUMNS = 'account.seq, account.id, active, version, created, modified, user_name_key, data';
