import type { Simulator } from '../simulator/simulator.js';
import { CompleteScimPlugin, type DeleteMeans } from './complete-scim-plugin.js';
import { CoreApi } from './core-api.js';
import { JoomlaSite } from './joomla-site.js';
import { FreeScimPlugin, type ScimPluginState } from './scim-plugin.js';

/** What is served, and with which plugins. */
export interface JoomlaSimulatorOptions {
  /** A fresh one unless given. */
  readonly site?: JoomlaSite;
  /** The SCIM plugin; none unless told. */
  readonly scim?: JoomlaScimOptions;
  /** Are the plugins "Web Services – Users" and "– Fields" on? Default yes. */
  readonly coreApi?: boolean;
}

/** Which SCIM plugin the site has, and how it is set. */
export interface JoomlaScimOptions {
  /** The bearer token that it takes. */
  readonly token: string;
  /** `free`, as recorded, unless told. `complete`: a plugin that answers as SCIM 2.0 asks. */
  readonly edition?: 'free' | 'complete';
  /** Free edition: the site cannot reach the vendor's host. */
  readonly noEgress?: boolean;
  /** Free edition: does the web server give `/log/log.log` to everybody? It does unless told. */
  readonly publicLog?: boolean;
  /** Complete edition: what a DELETE does, which is a setting of the plugin. Default: delete. */
  readonly onDelete?: DeleteMeans;
}

/** A Joomla site that answers requests. */
export interface JoomlaSimulator extends Simulator {
  /** What it serves; changes show in the next answer. */
  readonly site: JoomlaSite;
  /** The free plugin's insides; `undefined` without it. */
  readonly freeScim: ScimPluginState | undefined;
}

const API = '/api/index.php/v1';
const NAME = 'miniorangescim';
/** The web server gives no more of the log than that; the plugin cuts it. */
const LOG_LIMIT = 256 * 1024;

/** A Joomla 5.2 site: its core Web Services API and, where wanted, the miniOrange SCIM plugin. */
export function createJoomlaSimulator(options: JoomlaSimulatorOptions = {}): JoomlaSimulator {
  const site = options.site ?? new JoomlaSite();
  if (options.coreApi === false) Object.assign(site.settings, { usersApi: false, fieldsApi: false });
  const core = new CoreApi(site);
  const { scim } = options;
  const free = scim === undefined || scim.edition === 'complete' ? undefined : new FreeScimPlugin(site, scim);
  const plugin = scim?.edition === 'complete' ? new CompleteScimPlugin(site, scim) : free;
  return {
    site,
    freeScim: free?.state,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      if (pathname === '/log/log.log' && site.debugLog.length > 0)
        return scim?.publicLog === false ? forbidden() : plainText(site.debugLog.join('\n').slice(-LOG_LIMIT));
      if (!pathname.startsWith(API)) return pageNotFound();
      // The plugin takes every API address that has its name in it, the query included.
      if (plugin !== undefined && `${pathname}${search}`.includes(NAME)) {
        const at = pathname.indexOf(NAME);
        return plugin.fetch(request, at < 0 ? pathname.slice(API.length) : pathname.slice(at + NAME.length));
      }
      return core.fetch(request, pathname.slice(API.length));
    },
  };
}

function plainText(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/plain' } });
}

function forbidden(): Response {
  return new Response('<html><head><title>403 Forbidden</title></head></html>', {
    status: 403,
    headers: { 'content-type': 'text/html' },
  });
}

function pageNotFound(): Response {
  return new Response('<!DOCTYPE html><html><head><title>Error: 404</title></head><body>Page not found</body></html>', {
    status: 404,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
}
