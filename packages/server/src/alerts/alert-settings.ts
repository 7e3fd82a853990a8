import { Secret, setting } from '@rollcall/contract';
import { IsArray, IsEmail, IsInstance, IsInt, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';

/** Settings of one address that is told of alerts. */
export class WebhookAlertConfig {
  @setting('Address that gets a POST with {sync, subject, message}.', { example: 'https://chat.example/hooks/ops' })
  @IsUrl({ require_protocol: true, require_tld: false, protocols: ['http', 'https'] })
  url!: string;

  @setting('Secret to sign with, by Standard Webhooks.', { secret: true })
  @IsOptional()
  @IsInstance(Secret, { message: 'secret must be a text' })
  secret?: Secret;
}

/** Settings of alerts by e-mail. */
export class MailAlertConfig {
  @setting('Host of the mail server.')
  @IsString()
  host!: string;

  @setting('Port of the mail server.')
  @IsInt()
  @Min(1)
  @Max(65_535)
  port = 587;

  @setting('Name to sign in with.')
  @IsOptional()
  @IsString()
  username?: string;

  @setting('Password to sign in with.', { secret: true })
  @IsOptional()
  @IsInstance(Secret, { message: 'password must be a text' })
  password?: Secret;

  @setting('Sender.')
  @IsEmail({ require_tld: false })
  from!: string;

  @setting('Recipients.')
  @IsArray()
  @IsEmail({ require_tld: false }, { each: true })
  to!: string[];
}
