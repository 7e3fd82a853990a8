const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What people call their own fields, in some languages; without `field_` and without separators. */
const USUAL: readonly (readonly [scim: string, names: readonly string[]])[] = [
  [
    'name.givenName',
    [
      'firstname',
      'givenname',
      'forename',
      'fname',
      'vorname',
      'prenom',
      'voornaam',
      'fornavn',
      'fornamn',
      'nombre',
      'imie',
      'etunimi',
    ],
  ],
  [
    'name.familyName',
    [
      'lastname',
      'familyname',
      'surname',
      'lname',
      'nachname',
      'familienname',
      'nomdefamille',
      'achternaam',
      'etternavn',
      'efternavn',
      'efternamn',
      'apellido',
      'apellidos',
      'cognome',
      'nazwisko',
      'sukunimi',
    ],
  ],
  ['name.formatted', ['fullname', 'realname', 'displayname']],
  ['name.middleName', ['middlename']],
  [
    'phoneNumbers[type eq "work"].value',
    [
      'phone',
      'phonenumber',
      'telephone',
      'telefon',
      'telefono',
      'telefoon',
      'tel',
      'workphone',
      'businessphone',
      'officephone',
    ],
  ],
  [
    'phoneNumbers[type eq "mobile"].value',
    ['mobile', 'mobilephone', 'mobilenumber', 'cell', 'cellphone', 'handy', 'mobil', 'mobiltelefon'],
  ],
  ['title', ['jobtitle', 'title', 'position', 'funktion', 'berufsbezeichnung']],
  [
    `${ENTERPRISE}:department`,
    ['department', 'dept', 'abteilung', 'departement', 'departamento', 'afdeling', 'avdelning', 'reparto'],
  ],
  [`${ENTERPRISE}:organization`, ['organization', 'organisation', 'company', 'firma', 'unternehmen']],
  [`${ENTERPRISE}:division`, ['division']],
  [`${ENTERPRISE}:costCenter`, ['costcenter', 'costcentre', 'kostenstelle']],
  [
    `${ENTERPRISE}:employeeNumber`,
    ['employeenumber', 'employeeid', 'employeeno', 'staffnumber', 'staffid', 'personnelnumber', 'personalnummer'],
  ],
];

/**
 * The SCIM attribute that each field means, where it can be told. No SCIM attribute is given twice: the more usual name has it,
 * among equals the first by alphabet.
 */
export function scimMeanings(names: readonly string[]): ReadonlyMap<string, string> {
  const meanings = new Map<string, string>();
  const fields = names.filter((name) => name.startsWith('field_')).sort();
  for (const [scim, usual] of USUAL) {
    const found = usual.flatMap((name) => fields.filter((field) => plain(field) === name))[0];
    if (found !== undefined) meanings.set(found, scim);
  }
  return meanings;
}

function plain(field: string): string {
  return field
    .slice('field_'.length)
    .replace(/^(?:user|profile|contact)_/, '')
    .replaceAll('_', '')
    .toLowerCase();
}
