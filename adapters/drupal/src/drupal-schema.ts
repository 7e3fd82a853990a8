import type { AttributeDescription, AttributeType, ResourceSchema } from '@rollcall/contract';

/** Attributes of every Drupal user, with what they mean in SCIM. */
const CORE: readonly AttributeDescription[] = [
  { name: 'name', label: 'User name', type: 'string', required: true, unique: true, maxLength: 60, scim: 'userName', findable: true },
  { name: 'mail', label: 'E-mail', type: 'string', unique: true, maxLength: 254, scim: 'emails[type eq "work"].value', findable: true },
  { name: 'display_name', label: 'Name as shown', type: 'string', readOnly: true, scim: 'displayName' },
  { name: 'status', label: 'Active', type: 'boolean', readOnly: true, scim: 'active' },
  { name: 'drupal_internal__uid', label: 'Number', type: 'integer', readOnly: true, unique: true },
  { name: 'preferred_langcode', label: 'Language', type: 'string', scim: 'preferredLanguage' },
  { name: 'timezone', label: 'Time zone', type: 'string', scim: 'timezone' },
  { name: 'created', label: 'Created', type: 'dateTime', readOnly: true },
  { name: 'changed', label: 'Changed', type: 'dateTime', readOnly: true },
  { name: 'access', label: 'Last seen', type: 'dateTime', readOnly: true },
  { name: 'login', label: 'Last sign-in', type: 'dateTime', readOnly: true },
  { name: 'init', label: 'First e-mail', type: 'string', readOnly: true },
];

/** Machine names that sites give to fields with a meaning of their own. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^field_(first_?name|given_?name|vorname|prenom)$/, 'name.givenName'],
  [/^field_(last_?name|family_?name|sur_?name|nachname|nom)$/, 'name.familyName'],
  [/^field_(full_?name|display_?name|real_?name)$/, 'name.formatted'],
  [/^field_(phone|telephone|telefon|phone_?number)$/, 'phoneNumbers[type eq "work"].value'],
  [/^field_(mobile|mobile_?phone|handy)$/, 'phoneNumbers[type eq "mobile"].value'],
  [/^field_(department|abteilung)$/, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department'],
  [/^field_(employee_?number|staff_?number|personalnummer)$/, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber'],
  [/^field_(job_?title|position|title)$/, 'title'],
];

/** The site's attributes: those of every Drupal, and the fields that its users show. */
export function schemaOf(samples: readonly Readonly<Record<string, unknown>>[]): ResourceSchema {
  const known = new Set(CORE.map(({ name }) => name));
  const fields = new Map<string, AttributeDescription>();
  for (const attributes of samples) {
    for (const [name, value] of Object.entries(attributes)) {
      if (!name.startsWith('field_') || known.has(name)) continue;
      const described = describe(name, value);
      const before = fields.get(name);
      if (before === undefined || (before.type === 'string' && value !== null)) fields.set(name, described);
    }
  }
  return { attributes: [...CORE, ...[...fields.values()].sort((a, b) => (a.name < b.name ? -1 : 1))] };
}

function describe(name: string, value: unknown): AttributeDescription {
  const scim = MEANINGS.find(([pattern]) => pattern.test(name))?.[1];
  const type: AttributeType = typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'decimal') : typeof value === 'object' && value !== null && !Array.isArray(value) ? 'complex' : 'string';
  return { name, type, ...(Array.isArray(value) ? { multiValued: true } : {}), ...(scim === undefined ? {} : { scim }) };
}
