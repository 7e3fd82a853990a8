import {
  createPluginType,
  definePackage,
  ExtensionCatalogue,
  PLUGIN_CONFIG,
  PluginManager,
  pluginDecorator,
  setting,
} from '@rollcall/plugin';
import { IsString } from 'class-validator';
import { Container, inject } from 'inversify';

interface Greeter {
  greet(name: string): string;
}
const GREETER = createPluginType<Greeter>({ id: 'greeter', label: 'Greeter' });
const greeter = pluginDecorator(GREETER);

class FormalConfig {
  @setting('How to address people.') @IsString() title = 'Dr';
}

@greeter({ id: 'formal', label: 'Formal', config: FormalConfig })
class FormalGreeter implements Greeter {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: FormalConfig) {}
  greet = (name: string): string => `Good day, ${this.config.title} ${name}.`;
}

const extension = definePackage({ name: 'greetings', plugins: [FormalGreeter] });
const catalogue = await ExtensionCatalogue.load([extension], { folder: '.', contractVersion: '0.1.0' });
const greeters = new PluginManager(GREETER, catalogue.definitions);
const formal = greeters.create('formal', { title: 'Prof' }, { parent: new Container() });
console.log(formal.greet('Ada'));
