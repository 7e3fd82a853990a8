// `rollcall` from the sources, as a process of its own.
import { main } from '@rollcall/cli';

process.exitCode = await main(process.argv.slice(2));
