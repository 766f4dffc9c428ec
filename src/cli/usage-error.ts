// Wrong usage: exit code 2, with a line that says what to do.

/** Thrown by command parsing only; caught once, in main. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** By name: main stands alone in the bundle, with a class of its own. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === 'UsageError';
}
