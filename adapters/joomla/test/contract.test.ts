import { providerContract } from '@rollcall/testing';
import { contractOptions, ROUTES, type RouteName } from './support/contract-world.js';

for (const route of Object.keys(ROUTES) as RouteName[]) providerContract(`joomla (${route})`, contractOptions(route));
