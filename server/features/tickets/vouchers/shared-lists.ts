type Numbers = Float64Array | Int32Array | Uint8Array

/** A list of numbers that grows and is used again: `toShared` makes an exact copy that threads can share, and empties it. */
export interface NumberList<T extends Numbers> {
  push(value: number): void
  toShared(): T
}

export function floatList(): NumberList<Float64Array> {
  return numberList((length) => new Float64Array(length), sharedFloats)
}

export function intList(): NumberList<Int32Array> {
  return numberList((length) => new Int32Array(length), sharedInts)
}

/** Bytes that grow by whole pieces; `append` returns where the piece begins. */
export interface ByteList {
  append(bytes: Uint8Array, start: number, end: number): number
  toShared(): Uint8Array
}

export function byteList(): ByteList {
  let values = new Uint8Array(1_024)
  let length = 0
  return {
    append(bytes, start, end) {
      const at = length
      if (length + end - start > values.length) {
        const larger = new Uint8Array(2 * (length + end - start))
        larger.set(values)
        values = larger
      }
      const into = values
      for (let i = start; i < end; i++) into[at + i - start] = bytes[i]
      length = at + end - start
      return at
    },
    toShared() {
      const shared = sharedBytes(length)
      shared.set(values.subarray(0, length))
      length = 0
      return shared
    },
  }
}

export function sharedFloats(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length))
}

export function sharedInts(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length))
}

export function sharedUints(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * length))
}

export function sharedShorts(length: number): Uint16Array {
  return new Uint16Array(new SharedArrayBuffer(2 * length))
}

function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length))
}

function numberList<T extends Numbers>(
  allocate: (length: number) => T,
  share: (length: number) => T,
): NumberList<T> {
  let values = allocate(1_024)
  let length = 0
  return {
    push(value) {
      if (length === values.length) {
        const larger = allocate(2 * length)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
    toShared() {
      const shared = share(length)
      shared.set(values.subarray(0, length))
      length = 0
      return shared
    },
  }
}
