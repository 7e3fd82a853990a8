import type { Simulator } from '../simulator/simulator.js';
import { apiError, html } from './answers.js';
import { CoreApi } from './core-api.js';
import { JoomlaSite } from './joomla-site.js';
import { FreeScimPlugin } from './scim-plugin.js';

export interface JoomlaSimulatorOptions {
  readonly site?: JoomlaSite;
  /** The free edition of the SCIM plugin, or none. */
  readonly scim?: { readonly token: string; readonly noEgress?: boolean };
  /** Are the plugins "Web Services – Users" and "API Authentication – Token" on? Default yes. */
  readonly coreApi?: boolean;
}

export interface JoomlaSimulator extends Simulator {
  readonly site: JoomlaSite;
}

const API = '/api/index.php/v1';
const SCIM = '/mini/miniorangescim';

/** A Joomla 5.2 site: its core Web Services API and, where wanted, the free edition of the miniOrange SCIM plugin. */
export function createJoomlaSimulator(options: JoomlaSimulatorOptions = {}): JoomlaSimulator {
  const site = options.site ?? new JoomlaSite();
  const core = new CoreApi(site);
  const scim = options.scim === undefined ? undefined : new FreeScimPlugin(site, options.scim);
  return {
    site,
    async fetch(request) {
      const url = new URL(request.url);
      if (scim !== undefined && url.pathname === '/log/log.log')
        return new Response(site.debugLog.join('\n'), { headers: { 'content-type': 'text/plain' } });
      if (!url.pathname.startsWith(API))
        return html(404, '<!doctype html><html><body>404 - Page not found</body></html>');
      // The plugin takes every API address that has its name in it, the query included.
      if (scim !== undefined && `${url.pathname}${url.search}`.includes('miniorangescim')) {
        const at = url.pathname.indexOf(SCIM);
        return scim.fetch(request, at < 0 ? url.pathname.slice(API.length) : url.pathname.slice(at + SCIM.length));
      }
      return options.coreApi === false
        ? apiError(404, 'Resource not found')
        : core.fetch(request, url.pathname.slice(API.length));
    },
  };
}
