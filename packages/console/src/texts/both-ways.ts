import { message } from '@rollcall/plugin';

/** Texts about two-way syncs. */
export const BOTH_WAYS = {
  title: 'What both sides say',
  says: message('{connection} says', 'connection'),
  outcome: 'Who won, and why',
  choose:
    'Both sides changed some things, each to something else. Decide value by value; or among the changes below, where there are two lines for a person: the one that you approve holds. Of two that are approved together, the side named first holds.',
  pair: { state: 'As one person', none: 'no account' },
  people: {
    title: 'What comes of people',
    groups: 'Groups of people',
    accounts: 'Accounts',
    decide: 'Back, to decide',
    back: 'Back to the run',
    in: message('{kind} in {connection}', 'kind', 'connection'),
    kinds: {
      same: 'Alike already',
      adopt: 'Become one person',
      conflict: 'In conflict',
      new: 'New',
      changed: 'Changed',
      leaves: 'Leave',
      returns: 'Come back',
      swapped: 'Exchanged a value',
      duplicate: 'Could be several',
      'left-alone': 'Left alone',
    },
  },
  conflicts: {
    title: 'Conflicts',
    under: 'Both sides changed these, each to something else. Choose whose value holds; until then both are kept.',
    open: 'Decide value by value',
    back: 'Back to the run',
    none: 'Nothing waits for a choice here.',
    nothing: 'Choose at least one value first.',
    save: 'Save the decisions',
    rest: 'What is left for later goes on waiting.',
    next: 'Next conflicts',
    later: 'Decide later',
    cannot: 'the other side cannot hold it',
    group: message('Member of {name}', 'name'),
    active: 'may sign in',
    blocked: 'may not sign in',
    member: 'is a member',
    noMember: 'is no member',
    untold: '(not told)',
  },
  direction: {
    legend: 'Which way do changes go?',
    oneWay: {
      label: message('One way: {from} → {to}', 'from', 'to'),
      hint: message(
        '{to} follows {from}. What somebody changes in {to} is left alone, or set right again.',
        'from',
        'to',
      ),
    },
    bothWays: {
      label: message('Both ways: {from} ↔ {to}', 'from', 'to'),
      hint: message(
        'What changes on either side reaches the other. The first time, you see who becomes whom before anything is written.',
        'from',
        'to',
      ),
    },
    fixed:
      'This sync goes both ways, and people are kept in step by it already. For one direction set up a sync of another name.',
    anew: 'Rollcall looks at everybody anew, and writes nothing before you have seen who becomes whom.',
  },
  intro: {
    source: 'The first of the two systems. Changes there reach the other one.',
    target: 'The second of the two systems. Changes there reach the first one.',
    mapping:
      'Which value of one side is which value of the other, and which way it goes. What means the same is filled in already.',
    operations: 'What Rollcall may do on each side, and who wins when both changed the same.',
    scope: 'Who gets an account on the other side. Without a filter it is everybody.',
    groups:
      'Which role of the one side is which group of the other. Who joins or leaves one, joins or leaves the other.',
    leavers:
      'What happens to the other account of people who leave, and how much one run may change before it asks you.',
    preview: 'Who becomes whom, and what the first run would do. Nothing is changed until you say so.',
  } as Readonly<Record<string, string>>,
  mapping: {
    side: message('In {connection}', 'connection'),
    way: 'Way',
    ways: {
      both: message('↔ both ways', 'first', 'second'),
      'to-second': message('→ to {second}', 'first', 'second'),
      'to-first': message('← to {first}', 'first', 'second'),
    },
    gets: message('{connection} gets', 'connection'),
    noWay: message('nothing: {why}', 'why'),
    undone: message('{mapper} undone', 'mapper'),
    more: 'Mappers, conflicts and conditions',
    canBeUndone: 'Work both ways',
    cannotBeUndone: 'Work one way only',
    conflict: 'When both sides changed it',
    asTheSync: 'as for the whole sync',
    applies: { always: 'always', create: 'only when an account is made' },
    whenHint: message(
      'A SCIM filter over {first}, such as field_department eq "sales". Empty: for everybody.',
      'first',
    ),
    shownWith: message('Shown with {one} and {other}.', 'one', 'other'),
    nobody: 'nobody',
  },
  scope: {
    side: message('People of {connection}', 'connection'),
    none: message('None chosen: everybody of {connection}.', 'connection'),
    noRoles: message('{connection} has no roles.', 'connection'),
    where: 'And only where',
    whereHint: 'A SCIM filter over this side. Empty: no further condition.',
    outOfScope: 'Who leaves the filter',
  },
  groups: {
    create: message('Create groups that {connection} does not have', 'connection'),
    none: '– not shared –',
    newGroup: message('{name} (new)', 'name'),
    noGroups: 'One side has no groups that Rollcall can write to. Go on with the next step.',
  },
  sync: {
    mapping: 'Attributes',
    groups: 'Groups',
  },
  finished: message(
    '{from} and {to} are now kept in step, both ways. The first run shows who becomes whom, and waits for you.',
    'from',
    'to',
  ),
} as const;
