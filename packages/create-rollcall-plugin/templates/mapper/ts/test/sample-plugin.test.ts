import { mapperContract } from '@rollcall/testing';
import { SamplePluginMapper } from '../src/sample-plugin.js';

// It runs the examples of the definition, too.
mapperContract(SamplePluginMapper);
