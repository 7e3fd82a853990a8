import { setting } from '@rollcall/plugin';
import { IsBoolean, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';
import type { HttpOptions } from './http.js';

/**
 * Settings of every connection that goes over HTTP. An adapter's configuration class extends it, so that they are called the same,
 * checked the same and explained the same everywhere; they stand after its own. Another default is a field of the same name.
 */
export class TransportConfig {
  /** Over time; several may still be in flight at once. */
  @setting('Most requests in a second. Default: as fast as the system answers.')
  @IsOptional()
  @IsNumber()
  @Min(0.1)
  requestsPerSecond?: number;

  /** For one try, from sending to the end of the answer. */
  @setting('Longest wait for an answer, in seconds.')
  @IsNumber()
  @Min(1)
  @Max(600)
  timeoutSeconds = 30;

  /** One or several certificates. */
  @setting('Certificate authority to trust besides the usual ones, as PEM text.', { example: "'${file:ca.pem}'" })
  @IsOptional()
  @IsString()
  ca?: string;

  /** Whoever answers is taken for the system, so it is nothing for real accounts. */
  @setting('Trust any certificate. For test systems.')
  @IsBoolean()
  allowSelfSigned = false;
}

/** What {@link TransportConfig} says, as a client is told when it is opened: `clients.open({ ...transportOptions(config), baseUrl })`. */
export function transportOptions({
  requestsPerSecond,
  timeoutSeconds,
  ca,
  allowSelfSigned,
}: TransportConfig): Omit<HttpOptions, 'baseUrl'> {
  return {
    timeoutMs: Math.ceil(timeoutSeconds * 1_000),
    allowSelfSigned,
    ...(ca === undefined ? {} : { ca }),
    ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
  };
}
