// A cursor over DER that never reads outside its bytes: the first fault stays, and everything read after it is empty.

/** Why reading stopped; shared by a cursor and all cursors made from it. */
export interface Fault {
  message: string | undefined;
}

/** One element: identifier octet (a tag number from 31 on stands above it, times 256) and the offsets of its content, end exclusive. */
export interface DerElement {
  readonly id: number;
  /** Where its header begins. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

export const boolean = 0x01;
export const integer = 0x02;
export const bitString = 0x03;
export const octetString = 0x04;
export const objectIdentifier = 0x06;
export const sequence = 0x30;
export const set = 0x31;

/** No content, no identifier: what a cursor gives once it has failed. */
const nothing: DerElement = { id: -1, start: 0, from: 0, to: 0 };

/**
 * Reads elements one after the other, with the strictness and the words of Go's encoding/asn1.
 * After a fault it is `done`, gives `nothing` and never throws, so that a reader goes straight on and asks `fault` once at the end.
 */
export class DerCursor {
  readonly bytes: Uint8Array;
  readonly fault: Fault;
  private at: number;
  private readonly end: number;

  constructor(bytes: Uint8Array, fault: Fault = { message: undefined }, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.fault = fault;
    this.at = start;
    this.end = Math.min(end, bytes.length);
  }

  /** True when there is nothing left, or nothing left that can be trusted. */
  get done(): boolean {
    return this.fault.message !== undefined || this.at >= this.end;
  }

  /** Notes why reading cannot go on; the first reason stays. */
  fail(message: string): DerElement {
    this.fault.message ??= message;
    return nothing;
  }

  /** The next element, whatever it is. */
  read(): DerElement {
    if (this.fault.message !== undefined) return nothing;
    const start = this.at;
    const id = this.readIdentifier();
    const length = this.readLength();
    if (this.fault.message !== undefined) return nothing;
    if (length > this.end - this.at) return this.fail('asn1: syntax error: data truncated');
    const from = this.at;
    this.at = from + length;
    return { id, start, from, to: this.at };
  }

  /** The next element, which has to have this identifier. */
  take(id: number): DerElement {
    if (this.fault.message === undefined && this.at >= this.end) return this.fail('asn1: syntax error: sequence truncated');
    const element = this.read();
    if (this.fault.message === undefined && element.id !== id) return this.fail("asn1: structure error: tags don't match");
    return element;
  }

  /** The next element if it has this identifier; otherwise nothing is read. */
  takeOptional(id: number): DerElement | undefined {
    if (this.done || this.bytes[this.at] !== id) return undefined;
    return this.read();
  }

  /** A cursor over the content of an element. */
  into(element: DerElement): DerCursor {
    return new DerCursor(this.bytes, this.fault, element.from, element.to);
  }

  /** The content of an element, not copied. */
  contentOf(element: DerElement): Uint8Array {
    return this.bytes.subarray(element.from, element.to);
  }

  private readByte(): number {
    const byte = this.at < this.end ? this.bytes[this.at] : undefined;
    if (byte === undefined) {
      this.fail('asn1: syntax error: truncated tag or length');
      return 0;
    }
    this.at += 1;
    return byte;
  }

  private readIdentifier(): number {
    const octet = this.readByte();
    if ((octet & 0x1f) !== 0x1f) return octet;
    let tag = 0;
    for (let count = 0; count < 4; count += 1) {
      const byte = this.readByte();
      tag = tag * 128 + (byte & 0x7f);
      if (count === 0 && byte === 0x80) this.fail('asn1: syntax error: integer is not minimally encoded');
      if ((byte & 0x80) !== 0) continue;
      if (tag < 0x1f) this.fail('asn1: syntax error: non-minimal tag');
      return octet + tag * 256;
    }
    this.fail('asn1: structure error: base 128 integer too large');
    return octet;
  }

  private readLength(): number {
    const first = this.readByte();
    if (first < 0x80) return first;
    const octets = first & 0x7f;
    if (octets === 0) this.fail('asn1: syntax error: indefinite length found (not DER)');
    let length = 0;
    for (let count = 0; count < octets && this.fault.message === undefined; count += 1) {
      if (length >= 1 << 23) this.fail('asn1: structure error: length too large');
      length = length * 256 + this.readByte();
      if (length === 0) this.fail('asn1: structure error: superfluous leading zeros in length');
    }
    if (length < 0x80) this.fail('asn1: structure error: non-minimal length');
    return length;
  }
}

/** `2.5.4.3`; '' with a fault when the bytes are no object identifier. */
export function readObjectIdentifier(cursor: DerCursor, element: DerElement): string {
  if (element.to <= element.from) {
    cursor.fail('asn1: syntax error: zero length OBJECT IDENTIFIER');
    return '';
  }
  const parts: number[] = [];
  let value = 0;
  let octets = 0;
  for (let at = element.from; at < element.to; at += 1) {
    const byte = cursor.bytes[at] ?? 0;
    if (octets === 0 && byte === 0x80) cursor.fail('asn1: syntax error: integer is not minimally encoded');
    if (octets === 5 || value >= 2 ** 24) cursor.fail('asn1: structure error: base 128 integer too large');
    if (cursor.fault.message !== undefined) return '';
    value = value * 128 + (byte & 0x7f);
    octets += 1;
    if ((byte & 0x80) !== 0) continue;
    if (parts.length > 0) parts.push(value);
    else if (value < 80) parts.push(Math.floor(value / 40), value % 40);
    else parts.push(2, value - 80);
    value = 0;
    octets = 0;
  }
  if (octets > 0) cursor.fail('asn1: syntax error: truncated base 128 integer');
  return parts.join('.');
}

/** The bits of a BIT STRING that ends on a byte, and a fault for padding that is no DER. */
export function readBitString(cursor: DerCursor, element: DerElement): Uint8Array {
  const content = cursor.contentOf(element);
  const padding = content[0];
  if (padding === undefined) cursor.fail('asn1: syntax error: zero length BIT STRING');
  else if (padding > 7 || (content.length === 1 && padding > 0) || ((content.at(-1) ?? 0) & ((1 << padding) - 1)) !== 0) {
    cursor.fail('asn1: syntax error: invalid padding bits in BIT STRING');
  }
  return content.subarray(1);
}
