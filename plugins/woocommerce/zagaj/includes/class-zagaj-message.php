<?php
/**
 * One message to Zagaj, signed.
 *
 * @package Zagaj
 */

defined( 'ABSPATH' ) || exit;

/**
 * A message as docs/platforms/any-shop.md of Zagaj describes it, signed as https://www.standardwebhooks.com says.
 */
final class Zagaj_Message {

	/**
	 * The headers that sign a body.
	 *
	 * @param string $secret The connection's secret, with or without "whsec_".
	 * @param string $id     The message's own id; the same id again changes nothing.
	 * @param int    $at     Seconds since 1970.
	 * @param string $body   What is sent, byte for byte.
	 * @return array<string,string>|null Null when the secret is not base64.
	 */
	public static function headers( $secret, $id, $at, $body ) {
		$secret = 0 === strpos( $secret, 'whsec_' ) ? substr( $secret, 6 ) : $secret;
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- what the specification prescribes.
		$key = base64_decode( $secret, true );
		if ( false === $key || '' === $key ) {
			return null;
		}
		return array(
			'Content-Type'      => 'application/json',
			'webhook-id'        => $id,
			'webhook-timestamp' => (string) $at,
			// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- what the specification prescribes.
			'webhook-signature' => 'v1,' . base64_encode( hash_hmac( 'sha256', "$id.$at.$body", $key, true ) ),
		);
	}

	/**
	 * Lets the visitor have the page now, where the server can: what follows keeps nobody waiting.
	 */
	public static function release() {
		foreach ( array( 'fastcgi_finish_request', 'litespeed_finish_request' ) as $finish ) {
			if ( function_exists( $finish ) ) {
				$finish();
				return;
			}
		}
	}

	/**
	 * Sends a message and hands it to nobody else. Nobody waits for the answer unless asked to: a snapshot that is lost is made good by the next one.
	 *
	 * @param string              $type   As in any-shop.md.
	 * @param array<string,mixed> $data   As in any-shop.md.
	 * @param int                 $ms     When it happened, in milliseconds.
	 * @param bool                $waits  Whether to wait for the answer.
	 * @return bool Whether Zagaj has taken it; false where nobody waited.
	 */
	public static function send( $type, array $data, $ms, $waits = false ) {
		$url    = (string) get_option( 'zagaj_address', '' );
		$secret = (string) get_option( 'zagaj_secret', '' );
		$body   = wp_json_encode(
			array(
				'type'        => $type,
				'occurred_at' => $ms,
				'data'        => $data,
			)
		);
		if ( '' === $url || '' === $secret || false === $body ) {
			return false;
		}
		$headers = self::headers( $secret, 'msg_' . wp_generate_uuid4(), intdiv( $ms, 1000 ), $body );
		if ( null === $headers ) {
			return false;
		}
		$answer = wp_remote_post(
			$url,
			array(
				'headers'     => $headers,
				'body'        => $body,
				'blocking'    => $waits,
				'timeout'     => $waits ? 5 : 2,
				'redirection' => 0,
			)
		);
		return $waits && ! is_wp_error( $answer ) && 200 === wp_remote_retrieve_response_code( $answer );
	}
}
