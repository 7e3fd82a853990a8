import { apiError, internalError, jsonApi, noContent, notFound, saveFailed } from './answers.js';
import { folded } from './collation.js';
import type { NestedGroup } from './group-tree.js';
import type { JoomlaSite } from './joomla-site.js';
import type { JoomlaUser } from './model.js';
import { pageOf } from './page-of.js';
import { type Input, isBlank } from './user-input.js';

/** User groups of the core Web Services API. There is no way to ask for a group's members but the list of users. */
export class CoreGroups {
  constructor(
    private readonly site: JoomlaSite,
    private readonly url: URL,
    private readonly actor: JoomlaUser,
  ) {}

  /** Filters are not read. */
  list(): Response {
    return pageOf(this.url, this.site.groupTree(), rowOf);
  }

  one(id: string): Response {
    const group = this.#nested(Number(id));
    return group === undefined ? notFound() : this.#document(group);
  }

  create(data: Input): Response {
    if (isBlank(data.title)) return apiError(400, 'Field required: Group Title', false);
    const parentId = Number(data.parent_id ?? 0);
    const title = String(data.title);
    const refusal = this.#refusal(title, parentId, undefined);
    if (refusal !== undefined) return refusal;
    return this.#document(this.#nested(this.site.addGroup(title, parentId).id));
  }

  patch(id: string, data: Input): Response {
    const group = this.site.groups.get(Number(id));
    if (group === undefined) return notFound();
    const title = isBlank(data.title) ? group.title : String(data.title);
    const refusal = this.#refusal(title, group.parentId, group.id);
    if (refusal !== undefined) return refusal;
    group.title = title;
    return this.#document(this.#nested(group.id));
  }

  /** Members are no obstacle; being one of them is. */
  remove(id: string): Response {
    const group = this.site.groups.get(Number(id));
    if (group === undefined || this.actor.groups.has(group.id)) return internalError();
    this.site.deleteGroup(group.id);
    return noContent();
  }

  #refusal(title: string, parentId: number, self: number | undefined): Response | undefined {
    if (parentId !== 0 && !this.site.groups.has(parentId))
      return saveFailed('There has to be at least one root usergroup');
    if (parentId === 0 && self !== 1) return saveFailed('There has to be at least one root usergroup');
    const taken = [...this.site.groups.values()].some(
      (group) => group.id !== self && group.parentId === parentId && folded(group.title) === folded(title),
    );
    return taken
      ? saveFailed('User group title already exists. Title must be unique with the same parent.')
      : undefined;
  }

  #nested(id: number): NestedGroup | undefined {
    return this.site.groupTree().find((group) => group.id === id);
  }

  #document(group: NestedGroup | undefined): Response {
    return group === undefined
      ? internalError()
      : jsonApi(200, { links: { self: `${this.url.origin}${this.url.pathname}` }, data: rowOf(group) });
  }
}

function rowOf({ id, parentId, lft, rgt, title }: NestedGroup): unknown {
  return { type: 'groups', id: String(id), attributes: { id, parent_id: parentId, lft, rgt, title } };
}
