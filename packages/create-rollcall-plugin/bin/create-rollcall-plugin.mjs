#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`create-rollcall-plugin needs Node 22.13 or later, and this is ${process.versions.node}.`);
  process.exit(2);
}
const { main } = await import('../dist/index.js');
process.exitCode = await main(process.argv.slice(2));
