#!/usr/bin/env node
import './lean-memory.mjs';
import module from 'node:module';

// Nothing above may need a Node that is new enough to be told so: what is imported by a name that is not there ends the program before it begins.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`rollcall needs Node 22.13 or later, and this is ${process.versions.node}.`);
  process.exit(2);
}
// What Node has compiled once it need not compile at the next start, which halves it.
module.enableCompileCache();
const { main } = await import('../dist/index.js');
process.exitCode = await main(process.argv.slice(2));
