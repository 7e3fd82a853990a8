import { TRIGGER } from '@rollcall/contract';
import { PluginManager } from '@rollcall/plugin';
import { triggerContract } from '@rollcall/testing';
import { Container } from 'inversify';
import { samplePlugin } from '../src/sample-plugin.js';

const triggers = new PluginManager(TRIGGER, [samplePlugin]);

triggerContract('sample-plugin', {
  make: () => triggers.create('sample-plugin', { everyMinutes: 5 }, { parent: new Container() }),
  asksWithinMs: 5 * 60_000,
});
