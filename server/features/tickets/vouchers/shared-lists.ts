/**
 * Lists of numbers that grow, and whose final form threads can share. A list keeps twice what it needs at most;
 * `toShared` makes an exact copy in shared memory.
 */
export interface NumberList<T extends Float64Array | Int32Array | Uint8Array> {
  push(value: number): void
  length(): number
  toShared(): T
}

export function floatList(): NumberList<Float64Array> {
  return numberList((length) => new Float64Array(new SharedArrayBuffer(8 * length)))
}

export function intList(): NumberList<Int32Array> {
  return numberList((length) => new Int32Array(new SharedArrayBuffer(4 * length)))
}

/** Bytes that grow by whole pieces; `append` returns where the piece begins. */
export interface ByteList {
  append(bytes: Uint8Array, start: number, end: number): number
  toShared(): Uint8Array
}

export function byteList(): ByteList {
  let values = sharedBytes(256)
  let length = 0
  return {
    append(bytes, start, end) {
      const at = length
      if (length + end - start > values.length)
        values = grown(values, sharedBytes(2 * (length + end - start)))
      for (let i = start; i < end; i++) values[length++] = bytes[i]
      return at
    },
    toShared: () => exact(values, sharedBytes(length)),
  }
}

export function sharedFloats(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length))
}

export function sharedInts(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length))
}

function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length))
}

function numberList<T extends Float64Array | Int32Array | Uint8Array>(
  allocate: (length: number) => T,
): NumberList<T> {
  let values = allocate(64)
  let length = 0
  return {
    push(value) {
      if (length === values.length) values = grown(values, allocate(2 * length))
      values[length++] = value
    },
    length: () => length,
    toShared: () => exact(values, allocate(length)),
  }
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(values: T, larger: T): T {
  larger.set(values)
  return larger
}

function exact<T extends Float64Array | Int32Array | Uint8Array>(values: T, into: T): T {
  into.set(values.subarray(0, into.length))
  return into
}
