/** A plugin could not be made because of how it asks for its services, or of what the host gives. */
export class PluginCreationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PluginCreationError';
  }
}

const INVERSIFY = Symbol.for('@inversifyjs/core/InversifyCoreError');

/** What inversify says, in words that name the plugin and say what to do. Errors of the plugin itself stay as they are. */
export function explainInjection(error: unknown, doing: string): unknown {
  if (!(error instanceof Error) || !(INVERSIFY in error)) return error;
  const [firstLine = ''] = error.message.split('\n');
  const service = /No bindings found for service: "(?:Symbol\((.*)\)|(.*))"/.exec(firstLine);
  if (service !== null) {
    const name = service[1] ?? service[2] ?? '';
    return failed(
      `${doing}: it asks for ${name}, which nobody provides; the host binds services in the container it gives as "parent"`,
    );
  }
  if (/missing metadata/i.test(firstLine)) {
    const why = 'each constructor parameter needs @inject(TOKEN) of the one copy of inversify';
    return failed(`${doing}: ${why} ("npm ls inversify" shows whether there are two)`);
  }
  return failed(`${doing}: ${firstLine}`);

  function failed(message: string): PluginCreationError {
    return new PluginCreationError(message, { cause: error });
  }
}
