import { mapperContract } from '@rollcall/testing';
import { samplePlugin } from '../src/sample-plugin.js';

// It runs the examples of the definition, too.
mapperContract(samplePlugin);
