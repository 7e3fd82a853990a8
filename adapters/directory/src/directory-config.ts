import { setting } from '@rollcall/contract';
import { ArrayUnique, IsArray, IsIn, IsInt, IsString, Matches, Max, Min, MinLength } from 'class-validator';

/** A directory in one SQLite file. */
export class DirectoryConfig {
  @setting('The file. It is made where there is none; nobody else on the machine may read it.', {
    example: '.rollcall/directory.sqlite',
  })
  @IsString()
  @MinLength(1)
  path!: string;

  @setting(
    'Part of the file that belongs to this connection: several connections can share a file and see nothing of each other.',
  )
  @Matches(/^[a-z0-9][a-z0-9_-]{0,63}$/i, { message: 'realm may have letters, digits, "-" and "_" only' })
  realm = 'main';

  @setting(
    'What a write waits for: "full" until it is on the disk, also through a power cut; "normal" may lose the last moments before a power cut, never before a crash of the program.',
  )
  @IsIn(['full', 'normal'])
  durability: 'full' | 'normal' = 'full';

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
