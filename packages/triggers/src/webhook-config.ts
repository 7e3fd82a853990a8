import { Secret, setting } from '@rollcall/contract';
import { IsArray, IsInstance, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

/** Settings of the trigger `webhook`. */
export class WebhookConfig {
  @setting('The secret that the sender signs with, beginning with whsec_.', {
    secret: true,
    generate: { prefix: 'whsec_', bytes: 32 },
  })
  @IsInstance(Secret, { message: 'secret must be a text' })
  secret!: Secret;

  @setting('The secret before that one, accepted as well while senders change over.', {
    secret: true,
    advanced: true,
  })
  @IsOptional()
  @IsInstance(Secret, { message: 'oldSecret must be a text' })
  oldSecret?: Secret;

  @setting('Only these events, such as user.update; the sender may send more. Default: all.', {
    example: '[user.insert, user.update, user.delete]',
  })
  @IsArray()
  @IsString({ each: true })
  events: string[] = [];

  @setting('Most bytes of one message.')
  @IsInt()
  @Min(256)
  @Max(1_048_576)
  maxBytes = 65_536;
}
