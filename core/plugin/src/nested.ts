import 'reflect-metadata';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import type { ConfigClass } from './setting.js';

/** The setting is a group of settings of its own: `@nested(() => AuthConfig) auth = new AuthConfig()`. */
export function nested(config: () => ConfigClass): PropertyDecorator {
  return (prototype, property) => {
    ValidateNested()(prototype, property);
    Type(config)(prototype, property);
    Reflect.defineMetadata('@rollcall/nested', config, prototype, property);
  };
}
