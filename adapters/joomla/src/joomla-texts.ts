import { defineTexts, message } from '@rollcall/contract';

/** What this package says to people who look whether a connection works. */
export const JOOMLA_TEXTS = defineTexts('@rollcall/joomla', {
  core: {
    api: 'Web Services API',
    token: 'Web Services API: token',
    parts: 'Web Services API: users, groups, fields',
    rights: 'Web Services API: rights',
    answers: message('{site} answers.', 'site'),
    siteAnswers: 'The site answers.',
    tokenAccepted: 'Joomla accepts the token.',
    readable: message(
      '{users, plural, one {# user} other {# users}}, {groups, plural, one {# user group} other {# user groups}} and {fields, plural, one {# custom field} other {# custom fields}} can be read.',
      'users',
      'groups',
      'fields',
    ),
    readableUncounted: message(
      'Users, {groups, plural, one {# user group} other {# user groups}} and {fields, plural, one {# custom field} other {# custom fields}} can be read.',
      'groups',
      'fields',
    ),
    noUsers: 'Joomla answers, and its API knows no users.',
    turnOnUsers: 'In Joomla: System → Manage → Plugins: turn on "Web Services - Users".',
    superUser: 'The token is of a Super User, who may do everything.',
    rightsUnknown: message(
      'Whether writing is allowed is not known: {why}. Joomla lets every token read, and says only at the first write whether it may write.',
      'why',
    ),
    useSuperUser:
      'Use the API token of a Super User; or see to it that its user may create, edit and delete users (in Joomla: Users → Manage → Options → Permissions).',
    without: message('{detail} The SCIM plugin does what it can without it.', 'detail'),
  },
  error: {
    changeAccount: 'change the account in the source, or its mapping',
    token401: '401, Joomla does not accept the token',
    mayNot403: '403, the account of the token may not do that',
    useSuperUser: 'use the API token of a Super User',
    foreign403: '403, and not from Joomla',
    letThrough: 'a firewall or proxy in front of the site refuses the request: let Rollcall through',
    notFound404: '404, Joomla has no such user, group or route',
    foreign404: "404, and not from Joomla's Web Services API",
    checkBaseUrl: 'check "baseUrl"',
    noAccept406: '406, Joomla did not get the header "Accept: application/vnd.api+json"',
    proxyRemoves: 'a proxy between here and the site removes or changes it: let it pass',
    seeLogs: "look into Joomla's and the web server's error log",
    printsErrors: 'check that "baseUrl" is a Joomla site and that nothing on it prints errors into the answers',
    realAddress: 'set "baseUrl" to the address that the site really has',
    seeToken:
      'in Joomla: Users → Manage → the Super User → tab "Joomla API Token": copy the token, check that it is active, that the user is not blocked and need not change the password; and System → Manage → Plugins: "API Authentication - Web Services Joomla Token" and "User - Joomla API Token" are on',
  },
  scim: {
    plugin: 'SCIM plugin',
    token: 'SCIM plugin: token',
    lookUp: 'SCIM plugin: look-up',
    answers: message('The plugin on {site} answers.', 'site'),
    tokenAccepted: 'The plugin accepts the token.',
    byId: 'Users can be looked up, and read by their id.',
    notById: message('Users can be looked up by username and e-mail; {why}.', 'why'),
    without: message('{detail} The Web Services API does the work without it.', 'detail'),
  },
  operations: {
    label: 'Operations',
    notLooked: 'Not looked at, because something before failed.',
    create: 'Create users',
    update: 'Update users',
    deactivate: 'Block users',
    reactivate: 'Unblock users',
    delete: 'Delete users',
    memberships: 'Put users into groups and take them out',
    list: 'List users',
    works: message('Works, by the {via}.', 'via'),
    site: 'site',
    doesNot: message('Does not work: {reason}.', 'reason'),
    leaveOut: 'Leave this operation out of the sync.',
    apiOff:
      'In Joomla: System → Manage → Plugins: turn on "Web Services - Users". Or: Leave this operation out of the sync.',
    noToken:
      'Give the connection the API token of a Super User as "token" (in Joomla: Users → Manage → the user → tab "Joomla API Token"). Or: Leave this operation out of the sync.',
  },
  advice: {
    mail: 'Mail to new users',
    mailed:
      'Joomla mails each new user the password in clear text, unless that is turned off; the API does not tell whether it is.',
    turnMailOff:
      'Before the first run: System → Manage → Plugins → "User - Joomla!" → set "Notification Mail to User" to No.',
    keeps: 'What the SCIM plugin keeps',
    freeEdition:
      'Of a new user the free edition keeps the username and the e-mail address. The name becomes the username, the group is the default of the plugin, and everything else is dropped. It makes nobody blocked.',
    useApi:
      'Use the Web Services API for the rest, or leave the rest out of the mapping. The report of each run says of whom what was dropped.',
    superUsers: 'Super Users',
    notTold: 'By the SCIM plugin alone, Super Users cannot be told from other users.',
    protectThem: 'Write their usernames into "protect" of the connection, or give it an API token as "token".',
    debugLog: 'Debug log of the SCIM plugin',
    logIsPublic: message(
      '{address} can be read by everybody, and the SCIM plugin writes user data and passwords into it.',
      'address',
    ),
    forbidLog: message('Forbid the folder /log in the web server ({how}), and delete the file.', 'how'),
    logIsNot: 'Strangers cannot read /log/log.log.',
    logUnknown: 'Whether strangers can read /log/log.log could not be found out.',
  },
});
