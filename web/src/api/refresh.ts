/** How often a page reads anew by itself what the live stream does not tell of, or while it is down. */
export const refreshMs = 30_000;
