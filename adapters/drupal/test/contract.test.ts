import { fileURLToPath } from 'node:url';
import { checkProvider, keepSupportTable, type ProviderContractOptions, providerContract } from '@rollcall/testing';
import { openDrupal } from './support/open-drupal.js';

const options: ProviderContractOptions = {
  make: () => {
    const { drupal, site } = openDrupal();
    return {
      subject: {
        provider: drupal,
        attributes: ['name', 'mail', 'field_first_name', 'field_last_name'],
        key: 'name',
        account: (n) => ({ name: `new${n}`, mail: `new${n}@example.test`, field_first_name: 'New' }),
        change: { field_first_name: 'Other', field_last_name: 'Name' },
        protectedId: site.users.find(1)?.uuid ?? '',
        groups: () => ['manager', ...site.roles.map(({ id }) => id).filter((id) => id !== 'manager')],
        touch: (id) => {
          const user = site.users.findByUuid(id);
          if (user !== undefined) site.updateUser(user.uid, { fields: { ...user.fields, field_phone: '1' } });
        },
        truth: () =>
          new Map(
            site.users
              .all()
              .filter(({ uid }) => uid > 0)
              .map((user) => [
                user.uuid,
                {
                  attributes: { name: user.name, mail: user.mail, ...user.fields },
                  active: user.status,
                  groups: [...user.roles],
                },
              ]),
          ),
      },
    };
  },
};

providerContract('drupal', options);

describe('the Drupal adapter', () => {
  keepSupportTable(fileURLToPath(new URL('../README.md', import.meta.url)), async () => ({
    'JSON:API': await checkProvider(options),
  }));
});
