import { UnavailableError } from '@rollcall/contract';

/** The answer to a question that follows a write. When it cannot be had, what became of the write is not known. */
export async function afterWrite<T>(doing: string, question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (!UnavailableError.is(error)) throw error;
    throw new UnavailableError({
      code: 'joomla-unclear',
      doing,
      happened: `it was sent, and then we could not see what became of it (${error.happened})`,
      outcome: 'unknown',
      cause: error,
    });
  }
}
