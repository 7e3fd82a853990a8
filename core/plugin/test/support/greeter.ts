import { IsIn, IsInt, IsString, Max, Min } from 'class-validator';
import { inject } from 'inversify';
import { createPluginType, PLUGIN_CONFIG, pluginDecorator, setting, token } from '../../src/index.js';

export interface Greeter {
  greet(name: string): string;
}

export const GREETER = createPluginType<Greeter, { readonly polite?: boolean }>({ id: 'greeter', label: 'Greeter' });
export const greeter = pluginDecorator(GREETER);
export const CLOCK = token<{ hour(): number }>('test/clock');

export class GreetingConfig {
  @setting('Word to greet with.', { example: 'Servus' })
  @IsString()
  word!: string;

  @setting('How often.')
  @IsInt()
  @Min(1)
  @Max(3)
  times = 1;

  @setting('How it ends.')
  @IsIn(['.', '!'])
  mark = '.';
}

@greeter({ id: 'plain', label: 'Plain', config: GreetingConfig, aliases: ['simple'], polite: false })
export class PlainGreeter implements Greeter {
  private greeted = 0;

  constructor(@inject(PLUGIN_CONFIG) readonly config: GreetingConfig) {}

  greet(name: string): string {
    this.greeted += 1;
    return `${`${this.config.word} `.repeat(this.config.times)}${name}${this.config.mark} (${this.greeted})`;
  }
}
