// Self-tests of a shop's connection, in English.
import type { selfTestZh } from './self_test_zh';

export const selfTestEn: typeof selfTestZh = {
  act: 'Test connection',
  hint: 'Really asks the platform once, and sends itself a message from outside, signed as the platform signs; says step by step what works. Ten seconds at most; the message is recorded as ignored and never an order.',
  running: 'Testing… {{seconds}} s so far',
  good: 'The connection works',
  bad: 'The connection does not work',
  took: 'Took {{ms}} ms',
  address_configured: 'By the public address of the settings: {{address}}',
  address_given:
    'The settings have no public address, so the one that your browser uses was called: {{address}}. A platform may need another one.',
  expires: 'Authorisation ends: ',
  message: 'The test’s message',
  save_anyway: 'Save anyway',
  back: 'Back to the form',
  failed_title: 'The connection test did not pass',
  failed_hint: 'Mend it first, or save now and test again at the shop.',
  unable: 'The test could not be run',
  check: { calls: 'Calls to the platform', callbacks: 'Messages from the platform' },
  going: { calls: 'Asking the platform…', callbacks: 'Sending a message from outside…' },
  step: {
    credentials: 'Credentials complete',
    address: 'Public address',
    name: 'Name found',
    connection: 'Connected',
    encryption: 'Encryption and certificate',
    answer: 'Answered',
    clock: 'Clocks agree',
    signature: 'Signature accepted',
    token: 'Authorisation valid',
    permission: 'May read orders',
    arrival: 'Message came in',
    record: 'Recorded',
  },
  state: { ok: 'ok', failed: 'failed', skipped: 'not tested' },
  code: {
    invalid_credentials:
      'The credentials are not right: type them again as the platform shows them.',
    invalid_secret:
      'The secret has not the right form: make one with the button beside it, or copy it whole.',
    credentials_incomplete: 'They suffice for webhooks only; complete them to have orders pulled.',
    address_unknown:
      'Nobody has said where a platform reaches this hub: set the public address in the settings.',
    address_invalid: 'The public address must be like https://hub.example.com, without a query.',
    name_not_found: 'The host’s name is not found: check its spelling and DNS record.',
    connection_refused:
      'No connection: check that something listens at that host and port, and the firewall.',
    connection_timed_out:
      'The connection timed out: check the firewall, the security group and the route.',
    certificate_invalid:
      'The certificate is not valid: renew it, give its whole chain, and check the host’s name.',
    encryption_failed: 'No encryption: check that the port speaks TLS 1.2 or newer.',
    not_encrypted: 'The address is http, not encrypted',
    no_answer: 'No answer: check what stands behind the address, and its time-outs.',
    answer_too_large: 'The answer is too large, as of another service: check the address.',
    redirected:
      'The address leads elsewhere: platforms do not follow with a message, so give the address that it leads to.',
    path_not_found: 'No such path there: another server, or a proxy that does not pass /hooks/ on.',
    turned_away: 'Stopped on the way: let /hooks/ pass without a sign-in or a block.',
    too_large_for_proxy: 'Too large for the proxy: raise its limit to 1 MB at least.',
    not_taken_now: 'Nothing is taken for the moment: try again when it is calm.',
    server_failed: 'The proxy did not reach the hub: look into its log.',
    unexpected_status: 'An odd answer: check that the address leads to this hub.',
    not_arrived:
      'Somebody answered, and the message did not come in here: the address leads to another server.',
    headers_missing: 'The proxy dropped the signature’s headers: have it pass them on.',
    headers_changed: 'The proxy changed the signature’s headers: have it pass them on as they are.',
    body_compressed: 'The proxy compressed the body: turn that off for requests.',
    body_reencoded: 'The proxy wrote the JSON anew: have it pass the body on byte for byte.',
    body_changed: 'The body was changed on the way: have the proxy pass it on byte for byte.',
    signature_missing: 'Not signed: have the proxy pass the signature’s headers on.',
    signature_invalid:
      'The shop’s secret is another than the one that signs: set it again on both sides.',
    timestamp_out_of_tolerance: 'The time is too far off: set this machine’s clock by NTP.',
    log_full: 'The log takes nothing for the moment: look at the disk and try again.',
    not_saved: 'Verified only; nothing is kept before it is saved',
    not_applied_yet: 'Stored, not yet applied: look at the message later.',
    recorded_otherwise: 'The message was not ignored: look at it.',
    platform_down: 'The platform is down: try again later.',
    rate_limited: 'The platform limits calls: try again in a minute.',
    request_refused: 'The platform rejects the call: check address and version.',
    malformed_answer: 'The answer cannot be read, as of another service: check the address.',
    no_date: 'The answer tells no time to compare with',
    clock_differs:
      'This machine’s clock is too far from the platform’s, and signed times would be refused: set it by NTP.',
    signature_refused:
      'The platform does not accept the signature: app key and app secret do not belong together; copy both again.',
    token_expired: 'The authorisation has ended: authorise anew and put the new token here.',
    permission_denied: 'No right to read orders: grant it on the platform, and authorise anew.',
  },
};
