import { getMetadataStorage } from 'class-validator';
import { type ConfigClass, settingsOf } from './setting.js';

/** One validation rule of a setting. */
export interface Rule {
  readonly property: string;
  /** Name of class-validator: `isUrl`, `min`, `isOptional`; `conditional` for `@ValidateIf`, `nested` for `@ValidateNested`. */
  readonly name: string;
  /** The rule is about the items of a list. */
  readonly each: boolean;
  readonly constraints: readonly unknown[];
}

/** The rules that class-validator knows about a class, inherited ones included. */
export function rulesOf(config: ConfigClass): readonly Rule[] {
  return getMetadataStorage()
    .getTargetValidationMetadatas(config, '', false, false)
    .map(({ propertyName, name, type, each, constraints }) => ({
      property: propertyName,
      name: name ?? nameOfType(type),
      each: each === true,
      constraints: (constraints ?? []) as readonly unknown[],
    }));
}

/** Names that a class knows: what it explains or checks. */
export function knownSettings(config: ConfigClass): readonly string[] {
  return [
    ...new Set([...settingsOf(config).map(({ name }) => name), ...rulesOf(config).map(({ property }) => property)]),
  ];
}

/** Rules that say when a setting is checked, not what its value may be. */
export function isCondition({ name }: Rule): boolean {
  return name === 'isOptional' || name === 'conditional';
}

/** Whether a group of settings is a list of them. */
export function isList(rules: readonly Rule[], property: string, defaultValue: unknown): boolean {
  return Array.isArray(defaultValue) || rules.some((rule) => rule.property === property && rule.name === 'isArray');
}

function nameOfType(type: string): string {
  return type.replace(/Validation$/, '');
}
