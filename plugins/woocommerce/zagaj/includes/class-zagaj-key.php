<?php
/**
 * The key of WooCommerce's API by which Zagaj mends webhooks and fetches what did not arrive.
 *
 * @package Zagaj
 */

defined( 'ABSPATH' ) || exit;

/**
 * Makes a key as WooCommerce's own page does, and takes it back with the plugin. Like there, only its hash is kept.
 */
final class Zagaj_Key {

	const DESCRIPTION = 'Zagaj';

	/**
	 * Whether one can be made: a key travels by https only.
	 *
	 * @return bool
	 */
	public static function can() {
		return function_exists( 'wc_api_hash' ) && 0 === strpos( home_url(), 'https://' );
	}

	/**
	 * Makes one.
	 *
	 * @return array{0:int,1:array<string,string>} Its number, 0 when none was made, and what goes to Zagaj.
	 */
	public static function make() {
		global $wpdb;
		if ( ! self::can() ) {
			return array( 0, array() );
		}
		$key    = 'ck_' . wc_rand_hash();
		$secret = 'cs_' . wc_rand_hash();
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery.DirectQuery -- WooCommerce has no function for it.
		$made = $wpdb->insert(
			$wpdb->prefix . 'woocommerce_api_keys',
			array(
				'user_id'         => get_current_user_id(),
				'description'     => self::DESCRIPTION,
				'permissions'     => 'read_write',
				'consumer_key'    => wc_api_hash( $key ),
				'consumer_secret' => $secret,
				'truncated_key'   => substr( $key, -7 ),
			),
			array( '%d', '%s', '%s', '%s', '%s', '%s' )
		);
		if ( 1 !== $made ) {
			return array( 0, array() );
		}
		return array(
			(int) $wpdb->insert_id,
			array(
				'consumer_key'    => $key,
				'consumer_secret' => $secret,
			),
		);
	}

	/**
	 * Keeps a new one in place of the one before.
	 *
	 * @param int $id Its number; 0 keeps the one before.
	 */
	public static function keep( $id ) {
		if ( $id > 0 ) {
			self::drop( (int) get_option( 'zagaj_api_key', 0 ) );
			update_option( 'zagaj_api_key', $id, false );
		}
	}

	/**
	 * Takes one back, unless somebody has made something else of it.
	 *
	 * @param int $id Its number; 0 is none.
	 */
	public static function drop( $id ) {
		global $wpdb;
		if ( $id > 0 ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- WooCommerce has no function for it, and reads keys from the database each time.
			$wpdb->delete(
				$wpdb->prefix . 'woocommerce_api_keys',
				array(
					'key_id'      => $id,
					'description' => self::DESCRIPTION,
				),
				array( '%d', '%s' )
			);
		}
	}
}
