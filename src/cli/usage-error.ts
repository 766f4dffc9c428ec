// Wrong usage: exit code 2, with a line that says what to do.
/** Thrown by command parsing only; caught once, in main. */
export class UsageError extends Error {}
