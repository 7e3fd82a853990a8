import { applyPatch, isVersionNamed, parsePatchRequest, ScimError } from '@rollcall/scim-protocol';
import { notFound, type ScimAnswer } from './answers.js';
import { checkPatch } from './check-patch.js';
import { checkResource, contentOf, withoutDropped } from './check-resource.js';
import { renderer } from './render-resource.js';
import type { StoredResource } from './resource-store.js';
import type { Row } from './row.js';
import type { PatchAnswer, ScimDialect, WriteMethod } from './scim-dialect.js';
import { indexOf, type ScimService, type ScimType } from './scim-service.js';

/** One request about one resource, alone or in a bulk request. */
export interface ResourceRequest {
  readonly method: string;
  readonly type: ScimType;
  /** Absent for POST. */
  readonly id?: string;
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly base: string;
  readonly query?: Row;
}

/** What a service does with one resource. Throws a `ScimError` for what it refuses. */
export class ResourceEndpoint {
  constructor(
    private readonly service: ScimService,
    private readonly dialect: ScimDialect,
  ) {}

  handle(request: ResourceRequest): ScimAnswer {
    const { method, type, id } = request;
    if (id === undefined) {
      if (method !== 'POST') throw new ScimError(405, `${method} needs the id of a ${type}`);
      return this.#create(request);
    }
    const stored = this.service.store(type).get(id);
    if (method === 'GET') return this.#get(request, stored);
    const methods: readonly string[] = type === 'User' ? this.dialect.userMethods : this.dialect.groupMethods;
    if (!methods.includes(method)) throw new ScimError(501, `${method} of a ${type} is not offered`);
    if (stored === undefined) throw notFound(`there is no ${type} with this id`);
    const { ifMatch } = request;
    if (this.dialect.etag && ifMatch !== undefined && !isVersionNamed(ifMatch, stored.meta.version))
      throw new ScimError(412, 'the resource is another one by now');
    return this.#write(method as WriteMethod, request, stored);
  }

  #get(request: ResourceRequest, stored: StoredResource | undefined): ScimAnswer {
    if (stored === undefined) throw notFound(`there is no ${request.type} with this id`);
    const { ifNoneMatch } = request;
    if (this.dialect.etag && ifNoneMatch !== undefined && isVersionNamed(ifNoneMatch, stored.meta.version))
      return { status: 304 };
    return this.#answer(200, request, stored);
  }

  #create(request: ResourceRequest): ScimAnswer {
    const { type, body, base } = request;
    const content = withoutDropped(contentOf(type, body), this.dialect);
    checkResource(type, content, undefined, this.service, this.dialect);
    const usual = type === 'User' && content.active === undefined ? { active: true } : {};
    const stored = this.service.put(type, this.service.newId(type), { ...usual, ...content });
    const answer = this.#answer(201, request, stored);
    const location = `${base}/${type}s/${stored.id}`;
    return { ...answer, headers: { ...answer.headers, location } };
  }

  #write(method: WriteMethod, request: ResourceRequest, stored: StoredResource): ScimAnswer {
    const { type, body } = request;
    const { id } = stored;
    if (method === 'DELETE') return this.#remove(type, stored);
    if (method === 'PUT') {
      const content = withoutDropped(contentOf(type, body), this.dialect);
      checkResource(type, content, id, this.service, this.dialect);
      return this.#answer(200, request, this.service.put(type, id, content));
    }
    const operations = parsePatchRequest(body);
    checkPatch(type, operations, this.dialect.patch);
    const { leniency } = this.dialect.patch;
    const index = indexOf(type);
    const { resource, changed } = applyPatch(stored, operations, index, leniency === undefined ? {} : { leniency });
    const content = withoutDropped(resource, this.dialect);
    if (changed) checkResource(type, content, id, this.service, this.dialect);
    const after = changed ? this.service.put(type, id, content) : stored;
    const shape: PatchAnswer = this.dialect.patchAnswer[type === 'User' ? 'users' : 'groups'];
    if (shape === 'resource') return this.#answer(200, request, after);
    return shape === 'no-content' ? { status: 204 } : { status: 200, body: {} };
  }

  #remove(type: ScimType, stored: StoredResource): ScimAnswer {
    if (type === 'User' && this.dialect.deleteMeans === 'deactivate')
      this.service.put('User', stored.id, { ...stored, active: false });
    else this.service.remove(type, stored.id);
    return { status: 204 };
  }

  #answer(status: number, { type, base, query = {} }: ResourceRequest, stored: StoredResource): ScimAnswer {
    const { service, dialect } = this;
    const { attributes, excludedAttributes } = query;
    const render = renderer(type, { service, dialect, base, attributes, excludedAttributes });
    const headers = dialect.etag ? { etag: stored.meta.version } : {};
    return { status, body: render(stored), headers };
  }
}
