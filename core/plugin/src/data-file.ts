import { readFile } from 'node:fs/promises';
import { IsArray, IsObject, IsOptional, IsString } from 'class-validator';
import { parse } from 'yaml';
import { definePackage, type Extension } from './extension.js';
import { ExtensionError } from './extension-error.js';
import { nested } from './nested.js';
import { parseConfig } from './parse-config.js';
import { setting } from './setting.js';

/** A plugin that is only data: an existing one with settings given in advance. */
export class DataPlugin {
  @setting('Type of the plugin.', { example: 'mapper' })
  @IsString()
  type!: string;

  @setting('Id of the plugin that it is made of.', { example: 'lookup' })
  @IsString()
  base!: string;

  @setting('Id of the new plugin.', { example: 'department-names' })
  @IsString()
  id!: string;

  @setting('What people call it. Default: the id.')
  @IsOptional()
  @IsString()
  label?: string;

  @setting('What it does, in a sentence. Default: that of the plugin it is made of.')
  @IsOptional()
  @IsString()
  description?: string;

  @setting('Settings given in advance; those that an operator writes go over them.')
  @IsObject()
  config: Record<string, unknown> = {};
}

/** A YAML file that brings plugins. */
export class DataFile {
  @setting('Name of the extension. Default: the path of the file.')
  @IsOptional()
  @IsString()
  name?: string;

  @setting('What people call the extension.')
  @IsOptional()
  @IsString()
  label?: string;

  @setting('Range of contract versions that it works with.', { example: '^0.1' })
  @IsOptional()
  @IsString()
  core?: string;

  @setting('Names of extensions that must be enabled as well.')
  @IsArray()
  @IsString({ each: true })
  requires: string[] = [];

  @setting('The plugins.')
  @IsArray()
  @nested(() => DataPlugin)
  plugins!: DataPlugin[];
}

/** An extension as it was loaded; the plugins that are only data find their base later. */
export interface LoadedExtension extends Extension {
  readonly dataPlugins?: readonly DataPlugin[];
}

/** Reads a YAML file with plugins that are only data. */
export async function loadDataFile(spec: string, path: string): Promise<LoadedExtension> {
  try {
    const { name = spec, plugins, ...rest } = parseConfig(DataFile, parse(await readFile(path, 'utf8')));
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    return { ...definePackage({ name, ...given, plugins: [] }), dataPlugins: plugins };
  } catch (error) {
    throw ExtensionError.from(spec, error);
  }
}
