/** Examples for the help of each command, by its whole name. */
export const HELP_EXAMPLES: Readonly<Record<string, readonly (readonly [line: string, what: string])[]>> = {
  init: [
    ['init', 'asks for the addresses'],
    [
      'init --target scim --source-url https://intranet.example --target-url https://directory.example/scim/v2',
      'asks nothing',
    ],
  ],
  check: [
    ['check', 'looks at all connections, and then at the syncs'],
    ['check website --json', 'one connection, as data'],
  ],
  plan: [
    ['plan', 'what a run would do'],
    ['plan --out plan.json', 'keeps it, without values; "run --plan plan.json" does exactly that'],
    ['plan --role editor --limit 200', 'only people who have a role'],
    ['plan --exit-code', 'for scripts: 4 when there is something to do'],
  ],
  run: [
    ['run', 'makes the target right'],
    ['run --plan plan.json', 'does what was planned, and nothing else'],
    ['run --verify', 'repairs what others changed in the target as well'],
    ['run --account 7c920280-c090-482f-a425-1209ef426bf0', 'only this account of the source'],
  ],
  approve: [
    ['approve', 'lets through what the last run left waiting'],
    ['approve 20260101T120000-1a2b3c4d', 'what this run left waiting'],
  ],
  refuse: [
    ['refuse', 'does nothing of what the last run left waiting'],
    ['refuse --account 612', 'only for this account'],
  ],
  resolve: [
    ['resolve', 'what both sides of a two-way sync changed, value by value'],
    [
      'resolve intranet:4 mail=intranet phone=website',
      'decides for one person: the mail address of the one, the number of the other',
    ],
  ],
  waiting: [['waiting', 'what waits for "rollcall approve", one by one']],
  provision: [
    ['provision ada', 'shows each step for one person, and asks before it changes anything'],
    ['provision ada ben@example.com --yes', 'several, without asking'],
  ],
  explain: [
    ['explain ada', 'in scope or not, matched with whom, where each value comes from, what happened last'],
    ['explain ada@example.com --json', 'the same as data'],
  ],
  status: [['status', 'each sync: last run, links, what waits']],
  runs: [
    ['runs', 'the last twenty'],
    ['runs 20260101T120000-1a2b3c4d', 'one, with what it found'],
  ],
  links: [
    ['links --state inactive', 'who is deactivated'],
    ['links --limit 1000 --json', 'as data'],
  ],
  report: [['report --out report.csv', 'the last run, for a spreadsheet']],
  serve: [
    ['serve', 'runs schedules and webhooks, with the console'],
    ['serve --port 8080 --log-level debug', 'elsewhere, and telling more'],
  ],
  invite: [['invite --role viewer', 'a link into the console for somebody who only looks']],
  freeze: [['freeze --reason "moving the site"', 'stops all runs at once, here and in other processes']],
  unfreeze: [['unfreeze', 'lets runs start again']],
  'state copy': [
    [
      "state copy --to '${env:STATE_URL}'",
      'before the configuration names PostgreSQL; the address is read from the environment',
    ],
    ['state copy --from .rollcall/state.sqlite', 'when the configuration names PostgreSQL already'],
  ],
  'token create': [
    ['token create okta --name Okta', 'a token for the client of the tenant "okta"'],
    ['token create --console --role operator --name ci', 'a token for a program that uses the API of the console'],
  ],
  'token list': [['token list okta', 'its tokens, without what they are']],
  'token rotate': [['token rotate 3f2a --overlap-hours 48', 'another one; the old one works for two days']],
  'token revoke': [['token revoke 3f2a', 'it opens nothing any more']],
  plugins: [['plugins', 'providers, mappers and triggers, and who brings them']],
  'extension list': [['extension list', 'what is configured, and what is installed besides']],
  'extension enable': [['extension enable @rollcall/scim', 'writes it into the configuration']],
  'extension disable': [['extension disable @rollcall/scim', 'leaves it there, switched off']],
  doctor: [['doctor', 'Node, versions, copies, state, permissions, clock']],
  dev: [['dev ada ben', 'what the mapping makes of two people, again at each save']],
  certify: [
    ['certify website', 'a connection, reading only'],
    ['certify staff-number', 'a mapper of your own'],
  ],
  schema: [
    ['schema > schema.json', 'the JSON Schema of rollcall.yaml, for editors'],
    ['schema website', 'attributes that a connection has, to choose from when mapping'],
  ],
};

/** The examples of one command as its help shows them; empty for one that has none. */
export function helpExamples(command: string): string {
  const examples = HELP_EXAMPLES[command] ?? [];
  if (examples.length === 0) return '';
  return ['', 'Examples:', ...examples.map(([line, what]) => `  rollcall ${line}\n      ${what}`)].join('\n');
}
