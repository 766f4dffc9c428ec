// Work that is done when it is first asked for, and then kept.

/** Calls `make` when first asked, and keeps the answer. */
export function once<Value>(make: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined;
  return () => (kept ??= { value: make() }).value;
}
