<?php
/**
 * The settings page and the widget in the footer.
 *
 * @package Zagaj
 */

defined( 'ABSPATH' ) || exit;

/**
 * Three fields: all of them stand in Zagaj's panel under "Shop connections".
 */
final class Zagaj_Settings {

	/**
	 * Adds the page under WooCommerce.
	 */
	public static function menu() {
		add_submenu_page( 'woocommerce', 'Zagaj', 'Zagaj', 'manage_woocommerce', 'zagaj', array( __CLASS__, 'page' ) );
	}

	/**
	 * Registers the fields.
	 */
	public static function register() {
		register_setting( 'zagaj', 'zagaj_address', array( 'sanitize_callback' => array( __CLASS__, 'address' ) ) );
		register_setting( 'zagaj', 'zagaj_secret', array( 'sanitize_callback' => array( __CLASS__, 'secret' ) ) );
		register_setting( 'zagaj', 'zagaj_key', array( 'sanitize_callback' => 'sanitize_text_field' ) );
	}

	/**
	 * Takes an address of ours only; otherwise the old one stays and the page says why.
	 *
	 * @param mixed $value What was typed.
	 * @return string
	 */
	public static function address( $value ) {
		$value = esc_url_raw( trim( (string) $value ), array( 'https', 'http' ) );
		if ( '' !== $value && ! preg_match( '#^https?://[^/]+(/.*)?/hooks/woocommerce/[^/]+$#', $value ) ) {
			add_settings_error( 'zagaj', 'address', __( 'The address ends with /hooks/woocommerce/ and the connection\'s id. Copy it from Zagaj\'s panel.', 'zagaj' ) );
			return (string) get_option( 'zagaj_address', '' );
		}
		return $value;
	}

	/**
	 * Takes a secret in the form the panel shows. An empty field keeps the one that is set.
	 *
	 * @param mixed $value What was typed.
	 * @return string
	 */
	public static function secret( $value ) {
		$value = trim( (string) $value );
		$old   = (string) get_option( 'zagaj_secret', '' );
		if ( '' === $value ) {
			return $old;
		}
		if ( null === Zagaj_Message::headers( $value, 'x', 0, '' ) ) {
			add_settings_error( 'zagaj', 'secret', __( 'The secret begins with whsec_. Copy it from Zagaj\'s panel.', 'zagaj' ) );
			return $old;
		}
		return $value;
	}

	/**
	 * Prints the page.
	 */
	public static function page() {
		$fields = array(
			'zagaj_address' => array( __( 'Address', 'zagaj' ), 'url', (string) get_option( 'zagaj_address', '' ) ),
			'zagaj_secret'  => array( __( 'Secret (empty: keep the one that is set)', 'zagaj' ), 'password', '' ),
			'zagaj_key'     => array( __( 'Shop\'s key for the widget', 'zagaj' ), 'text', (string) get_option( 'zagaj_key', '' ) ),
		);
		echo '<div class="wrap"><h1>Zagaj</h1>';
		settings_errors();
		echo '<form method="post" action="options.php">';
		settings_fields( 'zagaj' );
		echo '<table class="form-table" role="presentation">';
		foreach ( $fields as $name => $field ) {
			printf(
				'<tr><th scope="row"><label for="%1$s">%2$s</label></th><td><input class="regular-text" autocomplete="off" id="%1$s" name="%1$s" type="%3$s" value="%4$s"></td></tr>',
				esc_attr( $name ),
				esc_html( $field[0] ),
				esc_attr( $field[1] ),
				esc_attr( $field[2] )
			);
		}
		echo '</table>';
		submit_button();
		echo '</form></div>';
	}

	/**
	 * Prints the widget's tags. Where the consent API is installed, only after consent to functional things.
	 */
	public static function footer() {
		$address = (string) get_option( 'zagaj_address', '' );
		$key     = (string) get_option( 'zagaj_key', '' );
		if ( '' === $address || '' === $key || ( function_exists( 'wp_has_consent' ) && ! wp_has_consent( 'functional' ) ) ) {
			return;
		}
		$token = Zagaj_Cart::token();
		if ( '' !== $token ) {
			printf( '<meta name="zagaj:cart" content="%s">' . "\n", esc_attr( $token ) );
		}
		// phpcs:ignore WordPress.WP.EnqueuedResources.NonEnqueuedScript -- the tag carries the shop's key.
		printf( '<script async src="%s" data-shop="%s"%s></script>' . "\n", esc_url( self::server() . '/zagaj.js' ), esc_attr( $key ), Zagaj_Worker::is_there() ? ' data-push' : '' );
	}

	/**
	 * Where Zagaj is, '' before an address is entered.
	 *
	 * @return string
	 */
	public static function server() {
		return (string) preg_replace( '#/hooks/woocommerce/[^/]+$#', '', (string) get_option( 'zagaj_address', '' ) );
	}
}
