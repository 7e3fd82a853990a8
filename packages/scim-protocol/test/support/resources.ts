/** Made-up resources that the tables ask about. */
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export const ADA = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
  id: 'Id-1',
  externalId: 'Ext-1',
  userName: 'Ada.K',
  name: { formatted: 'Ms. Ada K', familyName: 'K', givenName: 'Ada' },
  title: '',
  userType: 'Employee',
  active: true,
  emails: [
    { value: 'ada@work.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  phoneNumbers: [],
  roles: [{ value: 'editor' }, { value: 'reviewer', display: 'Reviewer' }],
  meta: {
    resourceType: 'User',
    created: '2020-01-01T00:00:00Z',
    lastModified: '2024-05-13T04:42:34.500Z',
    location: 'https://example.test/Users/Id-1',
  },
  [ENTERPRISE]: { employeeNumber: '701', department: 'Sales', manager: { value: 'Id-9', displayName: 'Bo' } },
} as const;

export const CREW = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  id: 'g1',
  displayName: 'Crew',
  members: [
    { value: 'u1', type: 'User', display: 'One' },
    { value: 'u2', type: 'User' },
    { value: 'U2', type: 'User' },
  ],
} as const;
