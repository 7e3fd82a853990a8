// Each command is loaded when it is called: whoever runs one of them does not wait for the console and the gateway of another.

type Work<A extends readonly unknown[]> = (...values: A) => Promise<number>;

export const certify = lazily(async () => (await import('./commands/certify.js')).certify);
export const check = lazily(async () => (await import('./commands/check.js')).check);
export const dev = lazily(async () => (await import('./commands/dev.js')).dev);
export const doctor = lazily(async () => (await import('./commands/doctor.js')).doctor);
export const listExtensions = lazily(async () => (await import('./commands/extension.js')).listExtensions);
export const enableExtension = lazily(async () => (await import('./commands/extension.js')).enableExtension);
export const disableExtension = lazily(async () => (await import('./commands/extension.js')).disableExtension);
export const freeze = lazily(async () => (await import('./commands/freeze.js')).freeze);
export const unfreeze = lazily(async () => (await import('./commands/freeze.js')).unfreeze);
export const init = lazily(async () => (await import('./commands/init.js')).init);
export const links = lazily(async () => (await import('./commands/look.js')).links);
export const plugins = lazily(async () => (await import('./commands/look.js')).plugins);
export const runs = lazily(async () => (await import('./commands/look.js')).runs);
export const status = lazily(async () => (await import('./commands/look.js')).status);
export const plan = lazily(async () => (await import('./commands/plan.js')).plan);
export const explain = lazily(async () => (await import('./commands/provision.js')).explain);
export const refuse = lazily(async () => (await import('./commands/refuse.js')).refuse);
export const provision = lazily(async () => (await import('./commands/provision.js')).provision);
export const report = lazily(async () => (await import('./commands/report.js')).report);
export const resolve = lazily(async () => (await import('./commands/resolve.js')).resolve);
export const approve = lazily(async () => (await import('./commands/run.js')).approve);
export const run = lazily(async () => (await import('./commands/run.js')).run);
export const attributes = lazily(async () => (await import('./commands/schema.js')).attributes);
export const jsonSchema = lazily(async () => (await import('./commands/schema.js')).jsonSchema);
export const invite = lazily(async () => (await import('./commands/serve.js')).invite);
export const serve = lazily(async () => (await import('./commands/serve.js')).serve);
export const copyState = lazily(async () => (await import('./commands/state.js')).copy);
export const createToken = lazily(async () => (await import('./commands/token.js')).createToken);
export const listTokens = lazily(async () => (await import('./commands/token.js')).listTokens);
export const revokeToken = lazily(async () => (await import('./commands/token.js')).revokeToken);
export const rotateToken = lazily(async () => (await import('./commands/token.js')).rotateToken);
export const waiting = lazily(async () => (await import('./commands/waiting.js')).waiting);

function lazily<A extends readonly unknown[]>(load: () => Promise<Work<A>>): Work<A> {
  return async (...values) => (await load())(...values);
}
