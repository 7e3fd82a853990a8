import { randomUUID } from 'node:crypto';
import {
  type Account,
  type AccountWriter,
  ConflictError,
  UnavailableError,
  UnsupportedError,
  type WriteResult,
} from '@rollcall/contract';
import { applyPatch, parsePatchRequest, readResource } from '@rollcall/scim-protocol';
import type { Resource, UserMapping } from '../mapping/user-mapping.js';
import { checkIfMatch, isNotModified, versionFor } from '../request/conditional.js';
import { listAnswer, resourceAnswer } from '../request/list-answer.js';
import { parseListQuery, projectionOf } from '../request/list-query.js';
import { notFound } from '../request/scim-errors.js';
import type { ScimAnswer, ScimRequest } from '../request/scim-request.js';
import { isId, refuseProtected, type Tenant } from '../tenant.js';
import { UserRenderer, versionIn } from './render-user.js';
import { attributesOfNew, changesOf, type WantedUser } from './user-changes.js';
import { UserList } from './user-list.js';

/** `/Users` of one tenant. */
export class UsersEndpoint {
  readonly lists: UserList;

  constructor(private readonly tenant: Tenant) {
    this.lists = new UserList(tenant);
  }

  async list(request: ScimRequest): Promise<ScimAnswer> {
    const renderer = await this.#renderer(request);
    const { index } = renderer.mapping;
    const query = parseListQuery(request, index, this.tenant);
    const project = projectionOf(request, index);
    const found = await this.lists.find(query, renderer, request.signal);
    return listAnswer({ ...found, resources: found.resources.map(project) }, query);
  }

  async get(request: ScimRequest): Promise<ScimAnswer> {
    const renderer = await this.#renderer(request);
    const resource = await renderer.render(await this.#existing(request, renderer.mapping));
    if (isNotModified(request, versionIn(resource)))
      return { status: 304, headers: { etag: versionIn(resource) ?? '' } };
    return resourceAnswer(200, resource, projectionOf(request, renderer.mapping.index));
  }

  async create(request: ScimRequest): Promise<ScimAnswer> {
    const { tenant } = this;
    tenant.refuseUnlessWritable();
    const renderer = await this.#renderer(request);
    const { mapping } = renderer;
    const { resource } = readResource(request.body, mapping.index, tenant.options.leniency);
    const attributes = attributesOfNew(resource, mapping);
    const active = resource.active !== false;
    const writer = this.#writer('create');
    const { result, attributes: written } = await tenant.lanes.run(
      `new:${String(resource.userName).toLowerCase()}`,
      async () => ({
        attributes,
        result:
          (await this.#revived(resource, renderer, request)) ??
          (await tenant.audit.write(request, { operation: 'create', attributes: Object.keys(attributes) }, () =>
            this.#createOnce(writer, { attributes, active, groups: [] }, mapping, request),
          )),
      }),
    );
    await this.#keepExternalId(result.id, resource, mapping);
    tenant.changed('User');
    const made = await this.#afterWrite(
      result,
      { id: result.id, attributes: written, active, groups: [] },
      renderer,
      request,
    );
    return resourceAnswer(201, made, projectionOf(request, mapping.index));
  }

  /** The whole resource is said anew (RFC 7644 §3.5.1). */
  async replace(request: ScimRequest): Promise<ScimAnswer> {
    const { leniency, put } = this.tenant.options;
    return this.#change(request, async (_before, { mapping }) => {
      const { resource, cleared } = readResource(request.body, mapping.index, leniency);
      return { resource, cleared, clears: put === 'replace' };
    });
  }

  async patch(request: ScimRequest): Promise<ScimAnswer> {
    const { leniency } = this.tenant.options;
    const operations = parsePatchRequest(request.body);
    return this.#change(request, async (before, { mapping }) => {
      const { resource, changed } = applyPatch(
        before,
        operations,
        mapping.index,
        leniency === undefined ? {} : { leniency },
      );
      return changed ? { resource, from: before, cleared: [], clears: true } : undefined;
    });
  }

  /** Afterwards the account is gone for the client, whatever the system did: deleted, or deactivated and out of its sight. */
  async remove(request: ScimRequest): Promise<ScimAnswer> {
    const { tenant } = this;
    tenant.refuseUnlessWritable();
    const renderer = await this.#renderer(request);
    const { id = '' } = request;
    await tenant.lanes.run(`User:${id}`, async () => {
      const account = await this.#existing(request, renderer.mapping);
      refuseProtected(account);
      checkIfMatch(request, versionIn(await renderer.render(account)));
      await this.#delete(id, account, request);
      if (!renderer.mapping.keepsExternalId) await tenant.memory.setExternalId('User', id, undefined);
    });
    tenant.changed('members');
    return { status: 204 };
  }

  /** An account by its id, as far as this client may know of it; throws 404. */
  async #existing({ id = '', signal }: ScimRequest, mapping: UserMapping): Promise<Account> {
    const { provider, memory } = this.tenant;
    if (provider.accounts === undefined) throw unsupported('reading single users');
    const account = isId(id) ? await provider.accounts.get(id, { attributes: mapping.names, signal }) : undefined;
    if (account === undefined || (account.active === false && (await memory.isGone(id)))) throw notFound('User', id);
    return account;
  }

  async #change(
    request: ScimRequest,
    wantedOf: (before: Resource, renderer: UserRenderer) => Promise<WantedUser | undefined>,
  ): Promise<ScimAnswer> {
    const { tenant } = this;
    tenant.refuseUnlessWritable();
    const renderer = await this.#renderer(request);
    const { id = '' } = request;
    const resource = await tenant.lanes.run(`User:${id}`, async () => {
      const account = await this.#existing(request, renderer.mapping);
      const before = await renderer.render(account);
      checkIfMatch(request, versionIn(before));
      const wanted = await wantedOf(before, renderer);
      return wanted === undefined ? before : this.#write(account, before, wanted, renderer, request);
    });
    return resourceAnswer(200, resource, projectionOf(request, renderer.mapping.index));
  }

  async #write(
    account: Account,
    before: Resource,
    wanted: WantedUser,
    renderer: UserRenderer,
    request: ScimRequest,
  ): Promise<Resource> {
    const { tenant } = this;
    const { mapping } = renderer;
    const { id } = account;
    const { set, before: known, active } = changesOf(account, wanted, mapping);
    const names = Object.keys(set);
    const isExternalIdNew = !mapping.keepsExternalId && wanted.resource.externalId !== before.externalId;
    if (names.length > 0 || active !== undefined) refuseProtected(account);
    let result: WriteResult | undefined;
    if (names.length > 0) {
      const writer = this.#writer('update');
      const change = { set, before: known, ...versionFor(request, account.version) };
      result = await tenant.audit.write(request, { operation: 'update', target: id, attributes: names }, () =>
        writer.update(id, change, contextOf(request)),
      );
    }
    if (active !== undefined) {
      const operation = active ? 'reactivate' : 'deactivate';
      const switched = await tenant.audit.write(request, { operation, target: id }, () =>
        this.#writer(operation)[operation](id, contextOf(request)),
      );
      result = { ...result, ...switched, attributes: { ...result?.attributes, ...switched.attributes } };
    }
    if (isExternalIdNew && (wanted.clears || wanted.resource.externalId !== undefined))
      await this.#keepExternalId(id, wanted.resource, mapping);
    if (result === undefined) return isExternalIdNew ? renderer.render(account) : before;
    tenant.changed('User');
    const attributes = Object.fromEntries(
      Object.entries({ ...account.attributes, ...set }).filter(([, value]) => value !== null),
    );
    return this.#afterWrite(result, { ...account, attributes }, renderer, request);
  }

  /** Shows what the system says it has now; where its answer says nothing, the account is read. */
  async #afterWrite(
    result: WriteResult,
    sent: Account,
    renderer: UserRenderer,
    { signal }: ScimRequest,
  ): Promise<Resource> {
    const { accounts } = this.tenant.provider;
    const isTold = result.attributes !== undefined && result.active !== undefined && result.version !== undefined;
    const read = isTold ? undefined : await accounts?.get(result.id, { attributes: renderer.mapping.names, signal });
    if (read !== undefined) return renderer.render(read);
    return renderer.render({
      ...sent,
      ...(result.active === undefined ? {} : { active: result.active }),
      ...(result.groups === undefined ? {} : { groups: result.groups }),
      ...(result.version === undefined ? {} : { version: result.version }),
      attributes: { ...sent.attributes, ...result.attributes },
    });
  }

  /** When nobody knows what became of a create, the account is looked for before anybody sends it again. */
  async #createOnce(
    writer: AccountWriter,
    create: Parameters<AccountWriter['create']>[0],
    mapping: UserMapping,
    request: ScimRequest,
  ): Promise<WriteResult> {
    try {
      return await writer.create(create, contextOf(request));
    } catch (error) {
      if (!UnavailableError.is(error) || error.outcome !== 'unknown') throw error;
      const key = mapping.binding('userName')?.attribute.name;
      const value = key === undefined ? undefined : create.attributes[key];
      if (key === undefined || typeof value !== 'string') throw error;
      const [made, another] = await writer
        .find([{ attribute: key, value }], { attributes: mapping.names, signal: request.signal })
        .catch(() => Promise.reject(error));
      if (made === undefined || another !== undefined) throw error;
      return { id: made.id };
    }
  }

  /** Somebody whom a client deleted, and who is only deactivated, comes back as who they were. */
  async #revived(resource: Resource, renderer: UserRenderer, request: ScimRequest): Promise<WriteResult | undefined> {
    const { tenant } = this;
    const { mapping } = renderer;
    const gone = await tenant.memory.gone();
    const key = mapping.binding('userName');
    if (gone.size === 0 || key === undefined) return undefined;
    const value = mapping.wanted(resource, key);
    if (typeof value !== 'string') return undefined;
    const writer = this.#writer('create');
    const found = await writer.find([{ attribute: key.attribute.name, value }], {
      attributes: mapping.names,
      signal: request.signal,
    });
    const account = found.find(({ id, active }) => active === false && gone.has(id));
    if (account === undefined) return undefined;
    refuseProtected(account);
    const { set, before } = changesOf(account, { resource, clears: true, cleared: [] }, mapping);
    const { id } = account;
    if (Object.keys(set).length > 0)
      await tenant.audit.write(request, { operation: 'update', target: id, attributes: Object.keys(set) }, () =>
        writer.update(id, { set, before }, contextOf(request)),
      );
    if (resource.active !== false)
      await tenant.audit.write(request, { operation: 'reactivate', target: id }, () =>
        this.#writer('reactivate').reactivate(id, contextOf(request)),
      );
    await tenant.memory.setGone(id, false);
    return { id };
  }

  async #delete(id: string, account: Account, request: ScimRequest): Promise<void> {
    const { tenant } = this;
    const { provider, memory, options } = tenant;
    if (options.onDelete === 'deactivate') {
      if (account.active !== false)
        await tenant.audit.write(request, { operation: 'deactivate', target: id }, () =>
          this.#writer('deactivate').deactivate(id, contextOf(request)),
        );
      await memory.setGone(id, true);
      return;
    }
    await tenant.audit.write(request, { operation: 'delete', target: id }, () =>
      this.#writer('delete').delete(id, contextOf(request)),
    );
    // What a system says it did and what it did are two things: Drupal blocks or deletes as its settings are.
    const left = await provider.accounts?.get(id, { attributes: [], signal: request.signal });
    if (left?.active === false) await memory.setGone(id, true);
    else if (left !== undefined)
      throw new ConflictError({
        code: 'not-deleted',
        doing: 'deleting an account',
        happened: 'the system says it is deleted, and it is still there and active',
      });
  }

  async #keepExternalId(id: string, { externalId }: Resource, mapping: UserMapping): Promise<void> {
    if (mapping.keepsExternalId) return;
    const value = typeof externalId === 'string' ? externalId : undefined;
    const other = value === undefined ? undefined : await this.tenant.memory.idOf('User', value);
    // The older account with the same id of the client loses it, as it would be found by it no more.
    if (other !== undefined && other !== id) await this.tenant.memory.setExternalId('User', other, undefined);
    await this.tenant.memory.setExternalId('User', id, value);
  }

  #renderer({ base, signal }: ScimRequest): Promise<UserRenderer> {
    return UserRenderer.open(this.tenant, base, signal);
  }

  #writer(operation: string): AccountWriter {
    const { writer } = this.tenant.provider;
    if (writer === undefined) throw unsupported(`${operation} of users`);
    return writer;
  }
}

/** What a write is done with; the key is new for each try of a client. */
export function contextOf({ signal }: ScimRequest): { readonly signal: AbortSignal; readonly key: string } {
  return { signal, key: randomUUID() };
}

export function unsupported(what: string): UnsupportedError {
  return new UnsupportedError({
    code: 'gateway-unsupported',
    doing: what,
    happened: `the system behind this gateway has no ${what}`,
  });
}
