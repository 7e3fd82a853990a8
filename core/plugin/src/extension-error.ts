/** Why an extension could not be loaded, in a sentence that ends with what to do. */
export class ExtensionError extends Error {
  constructor(
    readonly extension: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`loading extension "${extension}": ${message}`, options);
    this.name = 'ExtensionError';
  }

  /** Any error as one that names the extension. */
  static from(extension: string, error: unknown): ExtensionError {
    if (error instanceof ExtensionError) return error;
    return new ExtensionError(extension, error instanceof Error ? error.message : String(error), { cause: error });
  }
}
