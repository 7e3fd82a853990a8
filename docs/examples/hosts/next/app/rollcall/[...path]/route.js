import { getRollcall } from '../../../rollcall.js';

/** SQLite and signed bodies need Node, not the edge. */
export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

/** Takes events at /rollcall/hooks/…, and tells its health at /rollcall/health/ready. */
export async function POST(request) {
  return (await getRollcall()).fetch(request);
}

export const GET = POST;
