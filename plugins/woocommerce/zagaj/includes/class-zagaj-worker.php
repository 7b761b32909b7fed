<?php
/**
 * The worker by which a visitor's own browser tells of a promised answer.
 *
 * @package Zagaj
 */

defined( 'ABSPATH' ) || exit;

/**
 * Browsers take a service worker from the shop's own address only. Its one line fetches the rest from the server, so there is
 * no file to upload and none to remove. It may lead its own path, where no page is, and nothing else.
 */
final class Zagaj_Worker {

	const PATH  = '/zagaj-push.js';
	const SCOPE = '/zagaj-push/';

	/**
	 * Answers a request for the worker, before WordPress looks for a page of that name.
	 *
	 * @SuppressWarnings(PHPMD.ExitExpression)
	 */
	public static function answer() {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- compared as it is.
		$path   = isset( $_SERVER['REQUEST_URI'] ) ? strtok( wp_unslash( $_SERVER['REQUEST_URI'] ), '?' ) : '';
		$script = self::script();
		if ( self::PATH !== $path || '' === $script ) {
			return;
		}
		foreach ( self::headers() as $name => $value ) {
			header( "$name: $value" );
		}
		status_header( 200 );
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- JavaScript, made by script() with the address as JSON.
		echo $script;
		exit;
	}

	/**
	 * Whether browsers can have the worker: with an address entered, and where WordPress is at the root of its host.
	 *
	 * @return bool
	 */
	public static function is_there() {
		return '' !== self::script();
	}

	/**
	 * The worker's one line, '' where there can be none.
	 *
	 * @return string
	 */
	public static function script() {
		$server = Zagaj_Settings::server();
		if ( '' === $server || '' !== trim( (string) wp_parse_url( home_url(), PHP_URL_PATH ), '/' ) ) {
			return '';
		}
		return 'importScripts(' . wp_json_encode( $server . '/push-worker.js', JSON_UNESCAPED_SLASHES ) . ")\n";
	}

	/**
	 * What goes with it. Without the scope a page could have the worker lead the whole shop.
	 *
	 * @return array<string,string>
	 */
	public static function headers() {
		return array(
			'Content-Type'           => 'text/javascript; charset=utf-8',
			'Cache-Control'          => 'no-cache',
			'Service-Worker-Allowed' => self::SCOPE,
			'X-Content-Type-Options' => 'nosniff',
		);
	}
}
