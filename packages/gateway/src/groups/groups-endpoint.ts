import type { Group, GroupWriter } from '@rollcall/contract';
import {
  applyPatch,
  collectAttributes,
  compileFilter,
  type Filter,
  GROUP_INDEX,
  parsePatchRequest,
  readResource,
  ScimError,
  sortResources,
  versionOf,
} from '@rollcall/scim-protocol';
import type { Resource } from '../mapping/user-mapping.js';
import { checkIfMatch, isNotModified } from '../request/conditional.js';
import { listAnswer, resourceAnswer } from '../request/list-answer.js';
import { isWanted, type ListQuery, parseListQuery, projectionOf } from '../request/list-query.js';
import { notFound } from '../request/scim-errors.js';
import type { ScimAnswer, ScimRequest } from '../request/scim-request.js';
import { isId, isVisible, type Tenant } from '../tenant.js';
import { versionIn } from '../users/render-user.js';
import { conjuncts } from '../users/user-conditions.js';
import { byId, pageOfList } from '../users/user-list.js';
import { contextOf, unsupported } from '../users/users-endpoint.js';
import { GroupMembers, groupAmongMembers } from './group-members.js';
import { memberDelta } from './member-delta.js';

/** `/Groups` of one tenant. */
export class GroupsEndpoint {
  readonly #members: GroupMembers;

  constructor(private readonly tenant: Tenant) {
    this.#members = new GroupMembers(tenant);
  }

  async list(request: ScimRequest): Promise<ScimAnswer> {
    const query = parseListQuery(request, GROUP_INDEX, this.tenant);
    const project = projectionOf(request, GROUP_INDEX);
    const { resources, total, next } = await this.find(query, request);
    return listAnswer({ resources: resources.map(project), total, ...(next === undefined ? {} : { next }) }, query);
  }

  /** A page of groups, with members where the client sees them. */
  async find(
    query: ListQuery,
    request: ScimRequest,
  ): Promise<{ readonly resources: readonly Resource[]; readonly total: number; readonly next?: string }> {
    const paged = pageOfGroups(await this.fitting(query.filter, request), query);
    return { ...paged, resources: await this.asShown(paged.resources, request) };
  }

  /** Groups with members, where the client sees them. */
  async asShown(groups: readonly Resource[], request: ScimRequest): Promise<readonly Resource[]> {
    const isWhole = isWanted(request, 'members');
    return Promise.all(groups.map(async (group) => (isWhole ? this.#withMembers(group, request) : group)));
  }

  async get(request: ScimRequest): Promise<ScimAnswer> {
    const group = await this.#existing(request);
    const resource = await this.#render(group, request, isWanted(request, 'members'));
    if (isNotModified(request, versionIn(resource)))
      return { status: 304, headers: { etag: versionIn(resource) ?? '' } };
    return resourceAnswer(200, resource, projectionOf(request, GROUP_INDEX));
  }

  async create(request: ScimRequest): Promise<ScimAnswer> {
    const { tenant } = this;
    tenant.refuseUnlessWritable();
    const { resource } = readResource(request.body, GROUP_INDEX, tenant.options.leniency);
    const name = String(resource.displayName).trim();
    const add = memberIds(resource);
    const writer = this.#writer();
    await this.#members.check(add, [], request.signal);
    const group = await tenant.lanes.run(`new-group:${name.toLowerCase()}`, async () => {
      if ((await this.#named(name, request.signal)).length > 0)
        throw new ScimError(409, `there is a Group "${name}" already`, 'uniqueness');
      const made = await tenant.audit.write(request, { operation: 'create-group' }, () =>
        writer.create(name, contextOf(request)),
      );
      tenant.changed('Group');
      return made;
    });
    await this.#members.change(group, add, [], request);
    if (typeof resource.externalId === 'string')
      await tenant.memory.setExternalId('Group', group.id, resource.externalId);
    const whole = await this.#render(
      (await this.#again(group.id, request.signal)) ?? group,
      request,
      isWanted(request, 'members'),
    );
    return resourceAnswer(201, whole, projectionOf(request, GROUP_INDEX));
  }

  async replace(request: ScimRequest): Promise<ScimAnswer> {
    const { tenant } = this;
    tenant.refuseUnlessWritable();
    const { resource: wanted } = readResource(request.body, GROUP_INDEX, tenant.options.leniency);
    const { id = '' } = request;
    const whole = await tenant.lanes.run(`Group:${id}`, async () => {
      const group = await this.#existing(request);
      const before = await this.#render(group, request, true);
      checkIfMatch(request, versionIn(before));
      await this.#write(group, before, wanted, request);
      return this.#render((await this.#again(id, request.signal)) ?? group, request, isWanted(request, 'members'));
    });
    return resourceAnswer(200, whole, projectionOf(request, GROUP_INDEX));
  }

  /** Answers 204 unless the client asks for attributes: a group may be large, and nobody reads it then (RFC 7644 §3.5.2). */
  async patch(request: ScimRequest): Promise<ScimAnswer> {
    const { tenant } = this;
    tenant.refuseUnlessWritable();
    const operations = parsePatchRequest(request.body);
    const { leniency } = tenant.options;
    const { id = '' } = request;
    await tenant.lanes.run(`Group:${id}`, async () => {
      const group = await this.#existing(request);
      const delta = memberDelta(operations, leniency);
      if (delta !== undefined && (request.ifMatch === undefined || group.version !== undefined)) {
        checkIfMatch(request, group.version);
        await this.#members.change(group, delta.add, delta.remove, request);
        if (delta.displayName !== undefined) await this.#rename(group, delta.displayName, request);
        return;
      }
      const before = await this.#render(group, request, true);
      checkIfMatch(request, versionIn(before));
      const { resource, changed } = applyPatch(
        before,
        operations,
        GROUP_INDEX,
        leniency === undefined ? {} : { leniency },
      );
      if (changed) await this.#write(group, before, resource, request);
    });
    if (request.query.attributes === undefined) return { status: 204 };
    return this.get(withoutConditions(request));
  }

  async remove(request: ScimRequest): Promise<ScimAnswer> {
    const { tenant } = this;
    tenant.refuseUnlessWritable();
    const { id = '' } = request;
    await tenant.lanes.run(`Group:${id}`, async () => {
      const group = await this.#existing(request);
      checkIfMatch(
        request,
        request.ifMatch === undefined ? undefined : versionIn(await this.#render(group, request, true)),
      );
      refusePrivileged(group);
      const writer = this.#writer();
      if (writer.delete === undefined) throw unsupported('deleting of groups');
      await tenant.audit.write(request, { operation: 'delete-group', target: id }, async () =>
        writer.delete?.(id, contextOf(request)),
      );
      await tenant.memory.setExternalId('Group', id, undefined);
      tenant.changed('Group');
    });
    return { status: 204 };
  }

  async #write(group: Group, before: Resource, wanted: Resource, request: ScimRequest): Promise<void> {
    const [had, has] = [new Set(memberIds(before)), new Set(memberIds(wanted))];
    await this.#members.change(
      group,
      [...has].filter((id) => !had.has(id)),
      [...had].filter((id) => !has.has(id)),
      request,
    );
    await this.#rename(group, String(wanted.displayName), request);
    const externalId = typeof wanted.externalId === 'string' ? wanted.externalId : undefined;
    if (externalId !== before.externalId) await this.tenant.memory.setExternalId('Group', group.id, externalId);
  }

  async #rename(group: Group, name: string, request: ScimRequest): Promise<void> {
    const title = name.trim();
    if (title === group.name) return;
    refusePrivileged(group);
    const writer = this.#writer();
    if (writer.rename === undefined) throw unsupported('renaming of groups');
    const others = (await this.#named(title, request.signal)).filter(({ id }) => id !== group.id);
    if (others.length > 0) throw new ScimError(409, `there is another Group "${title}" already`, 'uniqueness');
    await this.tenant.audit.write(request, { operation: 'rename-group', target: group.id }, async () =>
      writer.rename?.(group.id, title, contextOf(request)),
    );
    this.tenant.changed('Group');
  }

  /** Groups without members for which the filter holds; only a filter that asks for members reads them. */
  async fitting(filter: Filter | undefined, request: ScimRequest): Promise<readonly Resource[]> {
    const { signal } = request;
    const candidates = await this.#candidates(filter, signal);
    const heads = await Promise.all(candidates.map((group) => this.#render(group, request, false)));
    if (filter === undefined) return heads;
    const fits = compileFilter(filter, GROUP_INDEX);
    const asks = collectAttributes(filter).some((name) => /(?:^|:)members(?:\.|$)/i.test(name));
    if (!asks) return heads.filter(fits);
    const member = soleMember(filter);
    const groups = member === undefined ? undefined : await this.#members.groupsOf(member, signal);
    const asked = await Promise.all(
      heads.map(async (head) => {
        const id = String(head.id);
        if (groups === undefined) return { head, whole: await this.#withMembers(head, request) };
        return { head, whole: groups.has(id) ? { ...head, members: [{ value: member }] } : head };
      }),
    );
    return asked.filter(({ whole }) => fits(whole)).map(({ head }) => head);
  }

  async #candidates(filter: Filter | undefined, signal: AbortSignal): Promise<readonly Group[]> {
    const { groups } = this.tenant.provider;
    for (const part of filter === undefined ? [] : conjuncts(filter)) {
      if (part.kind !== 'compare' || part.operator !== 'eq' || typeof part.value !== 'string') continue;
      const name = part.attribute.name.toLowerCase();
      if (name === 'displayname' && groups?.find !== undefined)
        return (await groups.find(part.value, signal)).filter(isVisible);
      const id =
        name === 'id'
          ? part.value
          : name === 'externalid'
            ? await this.tenant.memory.idOf('Group', part.value)
            : undefined;
      if (name !== 'id' && name !== 'externalid') continue;
      const found = id === undefined || !isId(id) ? undefined : await this.#again(id, signal);
      return found === undefined ? [] : [found];
    }
    return [...(await this.tenant.groups(signal)).values()];
  }

  async #named(name: string, signal: AbortSignal): Promise<readonly Group[]> {
    const { groups } = this.tenant.provider;
    if (groups?.find !== undefined) return groups.find(name, signal);
    const lower = name.toLowerCase();
    return [...(await this.tenant.groups(signal)).values()].filter((group) => group.name.toLowerCase() === lower);
  }

  async #existing({ id = '', signal }: ScimRequest): Promise<Group> {
    const group = isId(id) ? await this.#again(id, signal) : undefined;
    if (group === undefined) throw notFound('Group', id);
    return group;
  }

  async #again(id: string, signal: AbortSignal): Promise<Group | undefined> {
    const { groups } = this.tenant.provider;
    const group = groups?.get === undefined ? (await this.tenant.groups(signal)).get(id) : await groups.get(id, signal);
    return group !== undefined && isVisible(group) ? group : undefined;
  }

  async #render(group: Group, request: ScimRequest, isWhole: boolean): Promise<Resource> {
    const externalId = await this.tenant.memory.externalId('Group', group.id);
    const members = isWhole ? memberParts(await this.#members.all(group, request.signal), request.base) : [];
    const resource: Record<string, unknown> = {
      schemas: [GROUP_INDEX.resourceType.schema.id],
      id: group.id,
      ...(externalId === undefined ? {} : { externalId }),
      displayName: group.name,
      ...(members.length === 0 ? {} : { members }),
    };
    // Without members, and without a version of the system's own, there is nothing that tells one state from another.
    const version = group.version ?? (isWhole ? versionOf(resource) : undefined);
    resource.meta = {
      resourceType: 'Group',
      location: `${request.base}/Groups/${encodeURIComponent(group.id)}`,
      ...(version === undefined ? {} : { version }),
    };
    return resource;
  }

  async #withMembers(head: Resource, request: ScimRequest): Promise<Resource> {
    const group = await this.#again(String(head.id), request.signal);
    return group === undefined ? head : this.#render(group, request, true);
  }

  #writer(): GroupWriter {
    const { groupWriter } = this.tenant.provider;
    if (groupWriter === undefined) throw unsupported('writing of groups');
    return groupWriter;
  }
}

function memberParts(ids: readonly string[], base: string): readonly Resource[] {
  return ids.map((value) => ({ value, $ref: `${base}/Users/${encodeURIComponent(value)}`, type: 'User' }));
}

/** Throws for a group among the members: no system behind has groups in groups by this way. */
function memberIds({ members }: Resource): readonly string[] {
  if (!Array.isArray(members)) return [];
  return (members as readonly { readonly value?: unknown; readonly type?: unknown }[]).map(({ value, type }) => {
    if (typeof value !== 'string') throw new ScimError(400, '"members" needs a "value" in each', 'invalidValue');
    if (type !== undefined && type !== 'User') throw groupAmongMembers(value);
    return value;
  });
}

function refusePrivileged({ privileged }: Group): void {
  if (privileged !== undefined) throw new ScimError(403, `this group is never changed from outside: ${privileged}`);
}

/** The one member that all conditions on members ask for. */
function soleMember(filter: Filter): string | undefined {
  const found = new Set<unknown>();
  const walk = (part: Filter, inMembers: boolean): void => {
    if (part.kind === 'and' || part.kind === 'or') {
      walk(part.left, inMembers);
      walk(part.right, inMembers);
    } else if (part.kind === 'not') walk(part.filter, inMembers);
    else if (part.kind === 'element') {
      if (part.then !== undefined) found.add(part.then);
      walk(part.filter, part.attribute.name.toLowerCase() === 'members');
    } else if (inMembers || part.attribute.name.toLowerCase() === 'members') {
      const isValue = inMembers
        ? part.attribute.name.toLowerCase() === 'value'
        : (part.attribute.sub?.toLowerCase() ?? 'value') === 'value';
      found.add(isValue && part.kind === 'compare' && part.operator === 'eq' ? part.value : part);
    }
  };
  walk(filter, false);
  const [only] = found;
  return found.size === 1 && typeof only === 'string' ? only : undefined;
}

function pageOfGroups(
  fitting: readonly Resource[],
  { order, page, after }: ListQuery,
): { readonly resources: readonly Resource[]; readonly total: number; readonly next?: string } {
  const sorted =
    order === undefined
      ? [...fitting].sort(byId)
      : sortResources(fitting, order.by, GROUP_INDEX, order.descending ? 'descending' : 'ascending');
  return order === undefined || page.method === 'index'
    ? pageOfList(sorted, page, after)
    : byNumber(sorted, page.count, after);
}

function byNumber(
  sorted: readonly Resource[],
  count: number,
  after: string | undefined,
): { readonly resources: readonly Resource[]; readonly total: number; readonly next?: string } {
  const start = Number(after ?? 0);
  const end = Math.min(sorted.length, start + count);
  return {
    resources: sorted.slice(start, end),
    total: sorted.length,
    ...(end < sorted.length && count > 0 ? { next: String(end) } : {}),
  };
}

function withoutConditions({ ifMatch: _, ifNoneMatch: __, ...request }: ScimRequest): ScimRequest {
  return request;
}
