/** Which HTTP answers are worth another try. */

/**
 * Whether a status tells of a failure that may be gone a moment later:
 *
 * - 408 (Request Timeout), 429 (Too Many Requests) and 425 (Too Early, RFC 8470: a server that got the request in
 *   TLS early data wants it again after the handshake);
 * - every 5xx of a server that is busy or restarting, 520 to 530 of content delivery networks included, but 501
 *   (Not Implemented) and 505 (HTTP Version Not Supported), which say what the server will never do.
 */
export function isRetryableStatus(status: number): boolean {
  if (status >= 500) return status !== 501 && status !== 505;
  return status === 408 || status === 425 || status === 429;
}
