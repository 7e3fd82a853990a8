import { SCIM_DIALECTS } from '@rollcall/testing';
import { expect } from 'chai';
import { type OpenScimOptions, openScim } from './support/open-scim.js';

const { generic } = SCIM_DIALECTS;

async function omitting(options: OpenScimOptions): Promise<ReadonlySet<string>> {
  const open = await openScim(options);
  try {
    const { attributes } = await open.scim.schema(AbortSignal.timeout(5_000));
    return new Set(attributes.filter(({ omitsEmpty }) => omitsEmpty === true).map(({ name }) => name));
  } finally {
    await open.close();
  }
}

describe('what the SCIM adapter takes for empty when a user is told without it', () => {
  it('is nothing, where it is not known what the service keeps', async () => {
    expect([...(await omitting({}))]).to.deep.equal([]);
  });

  it('is each single value that the schema tells always or by default, where every write is read again', async () => {
    const omitted = await omitting({ settings: { verifyWrites: true } });
    expect(omitted).to.include.all.keys('title', 'name.givenName', 'emails[type eq "work"].value');
    expect(omitted.has('password'), 'what is never told').to.equal(false);
    expect(omitted.has('emails'), 'a list, of which a part may have been dropped').to.equal(false);
  });

  it('is a list as well, where the configuration says that it is kept', async () => {
    const omitted = await omitting({ settings: { keeps: ['userName', 'title', 'emails'] } });
    expect(omitted).to.include.all.keys('title', 'emails', 'emails[type eq "work"].value');
    expect(omitted.has('nickName')).to.equal(false);
  });

  it('is nothing, where the service tells no schema', async () => {
    const settings = { keeps: ['userName', 'title'], verifyWrites: true };
    expect([
      ...(await omitting({ settings, dialect: { ...generic, discovery: ['ServiceProviderConfig'] } })),
    ]).to.deep.equal([]);
  });
});
