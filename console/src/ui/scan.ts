/** Largest scan of a paper, in bytes. */
export const MOST_SCAN = 5 * 1024 * 1024;

/** A size that people read: `0.3 MB`. */
export const fileSize = (bytes: number) => (bytes < 100_000 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);
