/**
 * A server that lives in memory: it answers requests as the real product answers them, and its state is plain data.
 *
 * It knows nothing of sockets or faults; `serveSimulator` puts it on a port and lets the wire misbehave.
 */
export interface Simulator {
  /**
   * Answers one request. The URL is absolute, its origin is what the client put into the `Host` header.
   * It never rejects for something a client sends; a rejection is a defect of the simulator.
   */
  fetch(request: Request): Promise<Response>;
}
