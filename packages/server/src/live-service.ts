import type { Rollcall, Service, ServiceEvent } from '@rollcall/engine';

/** The Rollcall that is at work, with its service; another configuration takes its place while the address stays. */
export class LiveService {
  /** Rejects when a service cannot go on; resolves after `stop`. */
  readonly ended: Promise<void>;
  private current: { readonly rollcall: Rollcall; readonly service: Service };
  private isStopping = false;
  private isStarted = false;
  private readonly settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void };
  private replacing: Promise<void> = Promise.resolve();

  constructor(
    rollcall: Rollcall,
    private readonly tell: (event: ServiceEvent) => void,
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    // Whoever waits for it hears of it; a failure before that is not unhandled.
    promise.catch(() => {});
    this.settle = { resolve, reject };
    this.current = { rollcall, service: rollcall.service(tell) };
  }

  get rollcall(): Rollcall {
    return this.current.rollcall;
  }

  get service(): Service {
    return this.current.service;
  }

  start(): void {
    this.isStarted = true;
    const { service } = this.current;
    service.start();
    service.ended().catch((error: unknown) => {
      // One that was replaced, or stopped, ends as it should.
      if (!this.isStopping && service === this.current.service) this.settle.reject(error);
    });
  }

  /** Lets the runs of the old configuration end well, then works by the new one. One after the other. */
  replace(next: Rollcall): Promise<void> {
    this.replacing = this.replacing.then(async () => {
      const old = this.current;
      this.current = { rollcall: next, service: next.service(this.tell) };
      await old.service.stop();
      await old.rollcall.close();
      if (this.isStarted && !this.isStopping) this.start();
    });
    return this.replacing;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.replacing;
    await this.current.service.stop();
    this.settle.resolve();
  }
}
