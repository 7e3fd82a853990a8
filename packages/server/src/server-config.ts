import { OidcConfig } from '@rollcall/console';
import { nested, Secret, setting } from '@rollcall/contract';
import {
  IsArray,
  IsBoolean,
  IsInstance,
  IsInt,
  IsLocale,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  Min,
  ValidateBy,
} from 'class-validator';
import { MailAlertConfig, WebhookAlertConfig } from './alerts/alert-settings.js';

/** Settings of the web console: `server.console`. */
export class ConsoleConfig {
  @setting('Serve the web console.')
  @IsBoolean()
  enabled = true;

  @setting('Only show the configuration; for people who bring it from a repository.')
  @IsBoolean()
  readOnly = false;

  @setting('Address at which people reach the console, for links, and for cookies that go over https only.', {
    label: 'Address of this console',
    example: 'https://rollcall.example',
  })
  @IsOptional()
  @IsUrl(
    { require_protocol: true, require_tld: false, protocols: ['http', 'https'] },
    { message: 'publicUrl must be an address such as https://rollcall.example' },
  )
  publicUrl?: string;

  @setting(
    'Tag of the language of the console, such as de. Without it each person gets the one that their browser wants.',
    {
      example: 'de',
    },
  )
  @IsOptional()
  @IsLocale()
  language?: string;

  @setting(
    'Languages besides English and German, or other words for these: YAML files, from the folder of the configuration. Extensions can bring some, too.',
    {
      example: '[translations/de.yaml]',
    },
  )
  @IsArray()
  @IsString({ each: true })
  translations: string[] = [];

  @setting(
    'How many of the newest entries of the audit are kept. Of what strangers try, who were not let in, a tenth as many.',
  )
  @IsInt()
  @Min(100)
  @Max(100_000)
  auditEntries = 10_000;

  @setting('Sign-in by an identity provider that speaks OpenID Connect, such as Entra ID, Okta or Keycloak.', {
    label: 'Identity provider',
  })
  @IsOptional()
  @nested(() => OidcConfig)
  @NeedsPublicUrl()
  oidc?: OidcConfig;
}

function NeedsPublicUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'needsPublicUrl',
    validator: {
      validate: (_: unknown, about) => (about?.object as Partial<ConsoleConfig> | undefined)?.publicUrl !== undefined,
      defaultMessage: () => 'oidc needs publicUrl beside it: the identity provider sends people back there',
    },
  });
}

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

  @setting(
    'Proxies of your own before this server, whose X-Forwarded-For tells where a request comes from. 0: none, and the header is not believed.',
  )
  @IsInt()
  @Min(0)
  @Max(10)
  trustedProxies = 0;

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

  @setting('The web console.')
  @nested(() => ConsoleConfig)
  console: ConsoleConfig = new ConsoleConfig();
}
