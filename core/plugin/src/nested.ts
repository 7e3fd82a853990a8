import { ValidateNested } from 'class-validator';
import { noteNested } from './hydrate.js';
import type { ConfigClass } from './setting.js';

/**
 * The setting is a group of settings of its own: `@nested(() => AuthConfig) auth = new AuthConfig()`. With `@IsArray()`
 * or a list as its default it is a list of such groups.
 */
export function nested(config: () => ConfigClass): PropertyDecorator {
  return (prototype, property) => {
    ValidateNested()(prototype, property);
    noteNested(prototype, property, config);
  };
}
