import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { ConfigProblems, type Problem } from './problem.js';
import { type ConfigClass, settingsOf } from './setting.js';
import { nearest } from './suggest.js';

/**
 * A plain object as an instance of its configuration class: checked, with defaults, texts of secrets wrapped.
 * The only place that knows class-transformer. Throws {@link ConfigProblems} with every problem and its path.
 */
export function parseConfig<C extends object>(config: ConfigClass<C>, plain: unknown, path: Problem['path'] = []): C {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new ConfigProblems([{ path, message: `must be a list of settings, and is ${nameOf(plain)}` }]);
  }
  const instance = plainToInstance(config, plain, { exposeDefaultValues: true });
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  const problems = errors.flatMap((error) => problemsOf(error, config, path));
  if (problems.length > 0) throw new ConfigProblems(problems);
  return instance;
}

function problemsOf(error: ValidationError, config: ConfigClass | undefined, path: Problem['path']): readonly Problem[] {
  const name = /^\d+$/.test(error.property) ? Number(error.property) : error.property;
  const at = [...path, name];
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({ path: at, message: rule === 'whitelistValidation' ? unknownSetting(error.property, config) : message }));
  const nested = (error.children ?? []).flatMap((child) => problemsOf(child, classOf(error.value), at));
  return [...own, ...nested];
}

function unknownSetting(name: string, config: ConfigClass | undefined): string {
  const known = config === undefined ? [] : settingsOf(config).map((setting) => setting.name);
  const near = nearest(name, known);
  return `there is no setting "${name}"; ${near === undefined ? `known: ${known.sort().join(', ')}` : `did you mean "${near}"?`}`;
}

function classOf(value: unknown): ConfigClass | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value.constructor as ConfigClass;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  return Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value)}`;
}
