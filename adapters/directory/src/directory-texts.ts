import { defineTexts, message } from '@rollcall/contract';

/** What this package says to people who look whether a connection works. */
export const DIRECTORY_TEXTS = defineTexts('@rollcall/directory', {
  check: {
    open: 'Open the directory',
    reach: 'Reach the directory',
    count: 'Count accounts',
    accounts: message('{count} accounts in the realm "{realm}"', 'count', 'realm'),
    change: 'Begin a change',
  },
});
