/**
 * A log-linear histogram of durations from 1 µs to 1 h in constant memory.
 *
 * Every octave [2^k, 2^(k+1)) µs is cut into 2^7 equal buckets: a bucket is at most 1/128 of its value wide, so its
 * middle is at most 0.39 % off (0.2 % on average). 2^10 would be eight times finer and eight times larger, in memory
 * and in every stored minute; the sampling error of a percentile is far above either.
 *
 * The bucket of a value is read off its IEEE 754 bits: the exponent names the octave, the top 7 bits of the fraction
 * the bucket in it. Counts are doubles, exact to 2^53, so merging any range of windows cannot overflow.
 */
const SUB_BUCKET_BITS = 7;
/** The most that a bucket's width is of its values. */
export const BUCKET_WIDTH = 2 ** -SUB_BUCKET_BITS;
const MIN_US = 1;
const MAX_US = 3_600_000_000;
const US_PER_MS = 1000;
/** Fraction bits in the upper word of a double that lie below the bucket's. */
const DROPPED_BITS = 20 - SUB_BUCKET_BITS;
const FIRST_BUCKET = 1023 << SUB_BUCKET_BITS;
const bits = new DataView(new ArrayBuffer(8));
const BUCKETS = bucketOf(MAX_US) + 1;

/** Version of `encode`'s layout, its first byte. */
const ENCODING = 1;
const HEADER_BYTES = 2 + 3 * 8;

export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #sumUs = 0;
  #minUs = Number.POSITIVE_INFINITY;
  #maxUs = 0;
  /** The range of buckets in use. */
  #first = BUCKETS;
  #last = -1;

  /** Clamped to 1 µs … 1 h. */
  record(valueMs: number): void {
    const us = Math.min(MAX_US, Math.max(MIN_US, valueMs * US_PER_MS));
    this.#add(bucketOf(us), 1);
    this.#sumUs += us;
    if (us < this.#minUs) this.#minUs = us;
    if (us > this.#maxUs) this.#maxUs = us;
  }

  merge(other: Histogram): void {
    for (let bucket = other.#first; bucket <= other.#last; bucket++) {
      const count = other.#counts[bucket] ?? 0;
      if (count > 0) this.#add(bucket, count);
    }
    this.#sumUs += other.#sumUs;
    this.#minUs = Math.min(this.#minUs, other.#minUs);
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  reset(): void {
    if (this.#count > 0) this.#counts.fill(0, this.#first, this.#last + 1);
    this.#count = 0;
    this.#sumUs = 0;
    this.#minUs = Number.POSITIVE_INFINITY;
    this.#maxUs = 0;
    this.#first = BUCKETS;
    this.#last = -1;
  }

  get count(): number {
    return this.#count;
  }

  /** Exact; null when empty. */
  get meanMs(): number | null {
    return this.#count === 0 ? null : this.#sumUs / this.#count / US_PER_MS;
  }

  /** Exact; null when empty. */
  get minMs(): number | null {
    return this.#count === 0 ? null : this.#minUs / US_PER_MS;
  }

  /** Exact; null when empty. */
  get maxMs(): number | null {
    return this.#count === 0 ? null : this.#maxUs / US_PER_MS;
  }

  /**
   * Nearest rank: the ⌈percentile/100 · count⌉-th smallest value, 0 < percentile ≤ 100, as the middle of its bucket.
   * null when empty.
   */
  percentileMs(percentile: number): number | null {
    if (this.#count === 0) return null;
    const rank = nearestRank(percentile, this.#count);
    if (rank >= this.#count) return this.maxMs;
    let below = 0;
    let bucket = this.#first;
    for (; bucket < this.#last; bucket++) {
      below += this.#counts[bucket] ?? 0;
      if (below >= rank) break;
    }
    const middleUs = (lowerBoundUs(bucket) + lowerBoundUs(bucket + 1)) / 2;
    return Math.min(this.#maxUs, Math.max(this.#minUs, middleUs)) / US_PER_MS;
  }

  /** How many values are at most this; a bucket's are taken to be spread evenly over it. */
  countUpTo(valueMs: number): number {
    const us = valueMs * US_PER_MS;
    if (us >= this.#maxUs) return this.#count;
    if (us < this.#minUs) return 0;
    const bucket = bucketOf(us);
    let below = 0;
    for (let each = this.#first; each < bucket; each++) below += this.#counts[each] ?? 0;
    const lowerUs = lowerBoundUs(bucket);
    const share = (us - lowerUs) / (lowerBoundUs(bucket + 1) - lowerUs);
    return below + share * (this.#counts[bucket] ?? 0);
  }

  /**
   * Layout: version, sub-bucket bits; sum, min and max in µs as little-endian doubles; then for each bucket in use,
   * ascending, two LEB128 varints: how many buckets after the one before, and its count.
   */
  encode(): Uint8Array {
    const bytes: number[] = [];
    let previous = 0;
    for (let bucket = this.#first; bucket <= this.#last; bucket++) {
      const count = this.#counts[bucket] ?? 0;
      if (count === 0) continue;
      pushVarint(bytes, bucket - previous);
      pushVarint(bytes, count);
      previous = bucket;
    }
    const encoded = new Uint8Array(HEADER_BYTES + bytes.length);
    encoded[0] = ENCODING;
    encoded[1] = SUB_BUCKET_BITS;
    const view = new DataView(encoded.buffer);
    view.setFloat64(2, this.#sumUs, true);
    view.setFloat64(10, this.#minUs, true);
    view.setFloat64(18, this.#maxUs, true);
    encoded.set(bytes, HEADER_BYTES);
    return encoded;
  }

  /** Throws an Error that says what is wrong with the bytes. */
  static decode(encoded: Uint8Array): Histogram {
    const histogram = new Histogram();
    histogram.mergeEncoded(encoded);
    return histogram;
  }

  /** As `merge`, without a histogram between. Throws an Error that says what is wrong with the bytes. */
  mergeEncoded(encoded: Uint8Array): void {
    if (encoded.length < HEADER_BYTES) throw new Error(`histogram: ${encoded.length} bytes are too few`);
    if (encoded[0] !== ENCODING || encoded[1] !== SUB_BUCKET_BITS)
      throw new Error(`histogram: unknown encoding ${encoded[0]}.${encoded[1]}`);
    const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
    this.#sumUs += view.getFloat64(2, true);
    this.#minUs = Math.min(this.#minUs, view.getFloat64(10, true));
    this.#maxUs = Math.max(this.#maxUs, view.getFloat64(18, true));
    let bucket = 0;
    for (let at = HEADER_BYTES; at < encoded.length; ) {
      const gap = readVarint(encoded, at);
      const count = readVarint(encoded, gap.next);
      bucket += gap.value;
      if (bucket >= BUCKETS || count.value === 0) throw new Error(`histogram: bad entry at byte ${at}`);
      this.#add(bucket, count.value);
      at = count.next;
    }
  }

  #add(bucket: number, count: number): void {
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.#count += count;
    if (bucket < this.#first) this.#first = bucket;
    if (bucket > this.#last) this.#last = bucket;
  }
}

function bucketOf(us: number): number {
  bits.setFloat64(0, us);
  return (bits.getUint32(0) >>> DROPPED_BITS) - FIRST_BUCKET;
}

function lowerBoundUs(bucket: number): number {
  bits.setUint32(0, (bucket + FIRST_BUCKET) << DROPPED_BITS);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** 99.9 % of 1,000 is the 999th, though 0.999 · 1000 is a hair above 999 in doubles. */
function nearestRank(percentile: number, count: number): number {
  const exact = (percentile * count) / 100;
  const nearest = Math.round(exact);
  const rank = Math.abs(exact - nearest) <= exact * 1e-14 ? nearest : Math.ceil(exact);
  return Math.max(1, rank);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
}

function readVarint(bytes: Uint8Array, from: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let at = from; ; at++, scale *= 0x80) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error('histogram: cut off within an entry');
    value += (byte & 0x7f) * scale;
    if (!Number.isSafeInteger(value)) throw new Error('histogram: a number too large');
    if (byte < 0x80) return { value, next: at + 1 };
  }
}
