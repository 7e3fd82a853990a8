import type { AttributeDescription, ResourceSchema } from '@rollcall/contract';
import { type CustomFields, describeField } from './core/field-catalogue.js';
import { NAME_PARTS } from './names.js';

/** What both ways can write. */
const BASIC: readonly AttributeDescription[] = [
  {
    name: 'username',
    label: 'Login name',
    type: 'string',
    required: true,
    unique: true,
    maxLength: 150,
    scim: 'userName',
    findable: true,
    description: 'What the user signs in with. Without < > " \' % ; ( ) & and \\.',
  },
  {
    name: 'email',
    label: 'E-mail',
    type: 'string',
    required: true,
    unique: true,
    maxLength: 100,
    scim: 'emails[type eq "work"].value',
    findable: true,
    description: 'Joomla allows each e-mail address once.',
  },
  {
    name: 'name',
    label: 'Name',
    type: 'string',
    maxLength: 400,
    scim: 'displayName',
    description: 'Joomla has one field for the whole name. Where nothing is mapped to it, it is the login name.',
  },
  part(NAME_PARTS.given, 'First name'),
  part(NAME_PARTS.family, 'Last name'),
  {
    name: NAME_PARTS.whole,
    label: 'Whole name',
    type: 'string',
    description: 'The same as "name", for mappings written for SCIM. Map one of the two.',
  },
];

/** What only the Web Services API can. */
const CORE: readonly AttributeDescription[] = [
  {
    name: 'sendEmail',
    label: 'Receive system e-mails',
    type: 'boolean',
    description: 'Does the user get the mails that Joomla sends to its administrators?',
  },
  {
    name: 'requireReset',
    label: 'Require password reset',
    type: 'boolean',
    writeOnce: true,
    description: 'The user must choose a new password at the next sign-in. Joomla does not tell it back.',
  },
  {
    name: 'params.timezone',
    label: 'Time zone',
    type: 'string',
    writeOnce: true,
    description: 'Such as Europe/Berlin. Joomla does not tell it back.',
  },
  {
    name: 'params.language',
    label: 'Language of the site',
    type: 'string',
    writeOnce: true,
    description: 'Such as de-DE. Joomla does not tell it back.',
  },
  { name: 'registerDate', label: 'Registration date', type: 'dateTime', readOnly: true, scim: 'meta.created' },
  { name: 'lastvisitDate', label: 'Last visit date', type: 'dateTime', readOnly: true },
];

/** The attributes of a site's users. `fields`: its custom fields; `undefined` for a site that is reached by the SCIM plugin only. */
export function joomlaSchema(fields: CustomFields | undefined): ResourceSchema {
  if (fields === undefined) return { attributes: BASIC };
  const basic = BASIC.map((attribute) => (attribute.name === 'name' ? { ...attribute, findable: true } : attribute));
  return { attributes: [...basic, ...CORE, ...[...fields.values()].map(describeField)] };
}

function part(name: string, label: string): AttributeDescription {
  return {
    name,
    label,
    type: 'string',
    description:
      'Joined with the other part into "name", first name first, and not told back. Map both parts or "name", never all three.',
  };
}
