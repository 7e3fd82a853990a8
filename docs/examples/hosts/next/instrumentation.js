/** Next calls this once, when the server starts: from then on syncs run by themselves, not only after a first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { getRollcall, stopRollcall } = await import('./rollcall.js');
  await getRollcall();
  // With NEXT_MANUAL_SIG_HANDLE (next.env) Next leaves this to us: nothing new is begun, what is in flight ends.
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stopRollcall().then(() => process.exit(0)));
}
