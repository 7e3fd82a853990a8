export { MemoryDirectory } from './memory/memory-directory.js';
export type { DirectoryAccount, DirectoryCall, DirectoryFault } from './memory/memory-directory.js';
export { MemoryProvider } from './memory/memory-provider.js';
export type { MemoryProviderOptions } from './memory/memory-provider.js';
export { TestClock } from './memory/test-clock.js';
export { stateContract } from './contract/state-contract.js';
