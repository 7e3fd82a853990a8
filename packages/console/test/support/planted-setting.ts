import 'reflect-metadata';
import { setting } from '@rollcall/contract';
import type { SettingOptions } from '@rollcall/plugin';
import { getMetadataStorage } from 'class-validator';

const KEY = Symbol.for('@rollcall/settings');

/** Gives a configuration class one more setting, as its author would. Answers with what takes it away again. */
export function plantSetting(
  config: new () => object,
  name: string,
  { help, rules, ...options }: SettingOptions & { readonly help: string; readonly rules: readonly PropertyDecorator[] },
): () => void {
  const prototype = config.prototype as object;
  const before: unknown = Reflect.getOwnMetadata(KEY, prototype);
  const { validationMetadatas } = getMetadataStorage() as unknown as {
    readonly validationMetadatas: Map<unknown, unknown[]>;
  };
  const rulesBefore = [...(validationMetadatas.get(config) ?? [])];
  setting(help, options)(prototype, name);
  for (const rule of rules) rule(prototype, name);
  return () => {
    Reflect.defineMetadata(KEY, before, prototype);
    validationMetadatas.set(config, rulesBefore);
  };
}
