import { type AccountReader, type AccountWriter, type Attributes, ConflictError } from '@rollcall/contract';
import { sameValue } from '../values/compare.js';

/**
 * The writer of a side, which looks once more before it changes anything: what somebody changed there since it was read must be merged,
 * not overwritten. Batches are taken apart, for each account is looked at.
 */
export function checkedWriter(writer: AccountWriter, reader: AccountReader | undefined): AccountWriter {
  const { batch: _, ...rest } = bound(writer);
  if (reader === undefined) return rest;
  return {
    ...rest,
    update: async (id, change, context) => {
      const names = Object.keys(change.set);
      const now = names.length === 0 ? undefined : await reader.get(id, { attributes: names, signal: context.signal });
      const moved = now === undefined ? [] : changedNames(change.before, now.attributes, names);
      if (moved.length > 0)
        throw new ConflictError({
          code: 'changed-meanwhile',
          doing: `changing account ${id}`,
          happened: `${moved.join(', ')} changed there since it was read`,
          hint: 'it is merged anew',
        });
      return writer.update(id, change, context);
    },
  };
}

function changedNames(before: Attributes, now: Attributes, names: readonly string[]): readonly string[] {
  return names.filter((name) => !sameValue(plain(before[name]), plain(now[name])));
}

/** Some systems say nothing by an empty text. */
function plain(value: Attributes[string] | undefined): Attributes[string] | undefined {
  return value === '' ? null : value;
}

function bound(writer: AccountWriter): AccountWriter {
  return {
    operations: (signal) => writer.operations(signal),
    find: (terms, request) => writer.find(terms, request),
    create: (request, context) => writer.create(request, context),
    update: (id, change, context) => writer.update(id, change, context),
    deactivate: (id, context) => writer.deactivate(id, context),
    reactivate: (id, context) => writer.reactivate(id, context),
    delete: (id, context) => writer.delete(id, context),
  };
}
