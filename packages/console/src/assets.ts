import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file that pages load. Its address has a fingerprint, so that browsers keep it for ever. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

const own = (name: string): string => readFileSync(new URL(`../assets/${name}`, import.meta.url), 'utf8');
const of = (module: string): string => readFileSync(fileURLToPath(import.meta.resolve(module)), 'utf8');

function asset(name: string, type: string, body: string): Asset {
  const mark = createHash('sha256').update(body).digest('base64url').slice(0, 12);
  return { path: `/assets/${mark}/${name}`, type, body };
}

const SCRIPT = 'text/javascript; charset=utf-8';

/** Style and scripts. The scripts of htmx are its package's own files; nothing comes from elsewhere. */
export const ASSETS = {
  style: asset('console.css', 'text/css; charset=utf-8', own('console.css')),
  htmx: asset('htmx.js', SCRIPT, of('htmx.org/dist/htmx.min.js')),
  events: asset('htmx-sse.js', SCRIPT, of('htmx-ext-sse/dist/sse.min.js')),
  script: asset('console.js', SCRIPT, own('console.js')),
  icon: asset('icon.svg', 'image/svg+xml', own('icon.svg')),
} as const;
