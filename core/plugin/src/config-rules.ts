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
  /** Whether the rule, asked alone, says no to a value. */
  refuses(value: unknown): boolean;
}

/** The rules that class-validator knows about a class, inherited ones included. */
export function rulesOf(config: ConfigClass): readonly Rule[] {
  return getMetadataStorage()
    .getTargetValidationMetadatas(config, '', false, false)
    .map((metadata) => ({
      property: metadata.propertyName,
      name: metadata.name ?? nameOfType(metadata.type),
      each: metadata.each === true,
      constraints: (metadata.constraints ?? []) as readonly unknown[],
      refuses: (value) => refuses(metadata, value),
    }));
}

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** A rule that fails to answer outside of a whole validation does not say no. */
function refuses({ constraintCls, constraints = [], propertyName, target }: Metadata, value: unknown): boolean {
  const asked = { value, constraints, targetName: String(target), object: {}, property: propertyName };
  try {
    return getMetadataStorage()
      .getTargetValidatorConstraints(constraintCls)
      .some(({ instance }) => instance.validate(value, asked) === false);
  } catch {
    return false;
  }
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
