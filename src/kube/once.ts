// Work that is done when it is first asked for, and then kept.

/** Calls `make` when first asked, and keeps the answer. */
export function once<Value>(make: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined;
  return () => (kept ??= { value: make() }).value;
}

/** Calls `make` once for each key, and keeps the answer as long as the key lives. */
export function onceEach<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const kept = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let found = kept.get(key);
    if (!found) kept.set(key, (found = { value: make(key) }));
    return found.value;
  };
}
