import ipaddr from 'ipaddr.js';

export interface AddressParts {
  /** The other end of the connection; `undefined` where the host does not say. */
  readonly peer: string | undefined;
  /** The header `X-Forwarded-For`, to which each proxy adds whom it talks to. */
  readonly forwardedFor: string | undefined;
  /** How many proxies of ours stand before this server. What is further to the left anybody may have written. */
  readonly trustedProxies: number;
}

/**
 * Where a request comes from, for counting. With IPv6 the network of 64 bits: one household has that many addresses. `undefined` where
 * nothing is known.
 */
export function clientAddress({ peer, forwardedFor, trustedProxies }: AddressParts): string | undefined {
  if (peer === undefined) return undefined;
  const said = trustedProxies === 0 ? [] : (forwardedFor ?? '').split(',').slice(-trustedProxies);
  // From our own proxy outwards; what is not an address ends the trust.
  let found = networkOf(peer);
  for (const hop of said.toReversed()) {
    const network = networkOf(hop.trim());
    if (network === undefined) break;
    found = network;
  }
  return found;
}

function networkOf(text: string): string | undefined {
  const plain = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([^:]*):\d+$/.exec(text)?.[1] ?? text;
  if (!ipaddr.isValid(plain)) return undefined;
  const address = ipaddr.process(plain);
  if (address instanceof ipaddr.IPv4) return address.toString();
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
