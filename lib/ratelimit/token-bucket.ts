/**
 * What a bucket lacks, counted in tokens × `windowMs`: a millisecond then adds `limit`, a whole number, and nothing is ever
 * rounded. (Past 2^53, such as a hundred million tokens a day, by less than a millionth of a token.)
 */
export type TokenBucket = {
  readonly algorithm: "token_bucket";
  readonly windowMs: number;
  /** Tokens added in `windowMs`. */
  readonly limit: number;
  missing: number;
  /** When `missing` was so; the limiter's own clock. */
  at: number;
  /** Tokens missing; one that is there in part is missing. */
  total: number;
};

function set(bucket: TokenBucket, missing: number): void {
  bucket.missing = Math.max(0, missing);
  bucket.total = Math.ceil(bucket.missing / bucket.windowMs);
}

/** Adds the tokens of the time that has passed. */
export function advance(bucket: TokenBucket, now: number): void {
  if (now <= bucket.at) return;
  set(bucket, bucket.missing - (now - bucket.at) * bucket.limit);
  bucket.at = now;
}

export const add = (bucket: TokenBucket, cost: number) =>
  set(bucket, bucket.missing + cost * bucket.windowMs);

/** Puts tokens back; a full bucket takes no more. */
export const subtract = (bucket: TokenBucket, cost: number) =>
  set(bucket, bucket.missing - cost * bucket.windowMs);

/** When no more than `tokens` are missing. */
export const freeAt = (bucket: TokenBucket, tokens: number) =>
  bucket.at + Math.ceil(Math.max(0, bucket.missing - tokens * bucket.windowMs) / bucket.limit);
