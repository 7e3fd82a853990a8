import { nested, Secret, setting } from '@rollcall/contract';
import { IsArray, IsInstance, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { MailAlertConfig, WebhookAlertConfig } from './alerts/alert-settings.js';

/** The part `server` of the configuration. */
export class ServerConfig {
  @setting('Address to listen at. The default is for this machine alone; put a web server with TLS before it.')
  @IsString()
  host = '127.0.0.1';

  @setting('Port to listen at.')
  @IsInt()
  @Min(0)
  @Max(65_535)
  port = 8080;

  @setting('Token that /metrics asks for.', { secret: true })
  @IsOptional()
  @IsInstance(Secret, { message: 'metricsToken must be a text' })
  metricsToken?: Secret;

  @setting('Addresses that get alerts by POST.')
  @IsArray()
  @nested(() => WebhookAlertConfig)
  alertWebhooks: WebhookAlertConfig[] = [];

  @setting('Alerts by mail.')
  @IsOptional()
  @nested(() => MailAlertConfig)
  alertMail?: MailAlertConfig;
}
