import { Secret, setting } from '@rollcall/contract';
import { addressOf } from '@rollcall/postgres';
import {
  ArrayUnique,
  IsArray,
  IsIn,
  IsInstance,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { problemWithOwn } from './own-attributes.js';

/** A directory in one SQLite file, or in PostgreSQL. */
export class DirectoryConfig {
  @setting('The file. It is made where there is none; nobody else on the machine may read it.', {
    example: '.rollcall/directory.sqlite',
  })
  @ValidateIf(({ path, url }: DirectoryConfig) => path !== undefined || url === undefined)
  @ValidateBy({
    name: 'onePlace',
    validator: {
      validate: (_, args) => (args?.object as DirectoryConfig | undefined)?.url === undefined,
      defaultMessage: () => 'cannot stand beside "url": the directory is in a file or in PostgreSQL',
    },
  })
  @IsString({ message: 'must be the name of a file; or give the address of a PostgreSQL database as "url"' })
  @MinLength(1)
  path?: string;

  @setting(
    'Address of a PostgreSQL database in place of a file; several gateways and workers on several machines can share it. Secret, as the password is part of it.',
    { secret: true, example: '${env:DIRECTORY_URL}' },
  )
  @IsOptional()
  @ValidateBy({
    name: 'postgresAddress',
    validator: {
      validate: (value) => value instanceof Secret && addressOf(value.reveal()) !== undefined,
      defaultMessage: () => 'must be an address such as postgres://account:password@host:5432/database',
    },
  })
  @IsInstance(Secret)
  url?: Secret;

  @setting(
    'Schema of the PostgreSQL database that the tables are in. It is made where there is none and the account may do so.',
    { advanced: true },
  )
  @Matches(/^[a-z_][a-z0-9_]{0,62}$/, { message: 'schema may have lower case letters, digits and "_" only' })
  schema = 'rollcall_directory';

  @setting('Most connections to PostgreSQL at once.', { advanced: true })
  @IsInt()
  @Min(1)
  @Max(100)
  connections = 10;

  @setting(
    'Part of the directory that belongs to this connection: several connections can share a file or a database and see nothing of each other.',
  )
  @Matches(/^[a-z0-9][a-z0-9_-]{0,63}$/i, { message: 'realm may have letters, digits, "-" and "_" only' })
  realm = 'main';

  @setting(
    'What a write waits for: "full" until it is on the disk, also through a power cut; "normal" may lose the last moments before a power cut, never before a crash of the program.',
  )
  @IsIn(['full', 'normal'])
  durability: 'full' | 'normal' = 'full';

  @setting(
    'What is kept of people besides what SCIM has: the URN of a schema of your own and a name, and what it is: string, boolean, integer, decimal or dateTime, with [] for a list.',
    { example: "{ 'urn:example:scim:schemas:site:2.0:User:costCenter': string }" },
  )
  @ValidateBy({
    name: 'ownAttributes',
    validator: {
      validate: (value) => !isRecord(value) || problemWithOwn(value) === undefined,
      defaultMessage: (args) => (isRecord(args?.value) ? (problemWithOwn(args.value) ?? '') : ''),
    },
  })
  @IsObject()
  attributes: Record<string, string> = {};

  @setting('User names and ids of accounts that are never changed.')
  @IsArray()
  @ArrayUnique()
  @IsString({ each: true })
  protect: string[] = [];

  @setting('Accounts read at once.', { advanced: true })
  @IsInt()
  @Min(1)
  @Max(10_000)
  pageSize = 500;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
