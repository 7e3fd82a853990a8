import { TRIGGER, type Trigger } from '@rollcall/contract';
import { definitionOf, type PluginDefinition, PluginManager } from '@rollcall/plugin';
import { triggerContract } from '@rollcall/testing';
import { Container } from 'inversify';
import { SamplePluginTrigger } from '../src/sample-plugin.js';

const triggers = new PluginManager<Trigger>(TRIGGER, [definitionOf(SamplePluginTrigger) as PluginDefinition<Trigger>]);

triggerContract('sample-plugin', {
  make: () => triggers.create('sample-plugin', { everyMinutes: 5 }, { parent: new Container() }),
  asksWithinMs: 5 * 60_000,
});
