<?php
/**
 * The settings page and the widget in the footer.
 *
 * @package Zagaj
 */

defined( 'ABSPATH' ) || exit;

/**
 * One press connects. Without it three fields do, all of which stand in Zagaj's panel under "Connection to the shop".
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
		self::press();
		echo '<h2>' . esc_html__( 'By hand', 'zagaj' ) . '</h2><form method="post" action="options.php">';
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
	 * Prints the form that connects with one press, and what became of the last one.
	 */
	private static function press() {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- chooses a sentence, and does nothing.
		$said = Zagaj_Connect::said( isset( $_GET['zagaj'] ) ? sanitize_key( wp_unslash( $_GET['zagaj'] ) ) : '' );
		if ( null !== $said ) {
			printf( '<div class="notice notice-%s"><p>%s</p></div>', esc_attr( $said[0] ), esc_html( $said[1] ) );
		}
		$server = self::server();
		echo '<h2>' . esc_html__( 'Connect', 'zagaj' ) . '</h2><p>';
		if ( '' === $server ) {
			esc_html_e( 'You confirm in Zagaj\'s panel and come back. No secret has to be copied.', 'zagaj' );
		} else {
			/* translators: 1: the shop's name in Zagaj, 2: its address */
			echo esc_html( sprintf( __( 'Connected: %1$s (%2$s). Connecting again makes a new secret.', 'zagaj' ), (string) get_option( 'zagaj_name', '' ), $server ) );
		}
		if ( Zagaj_Key::can() ) {
			echo ' ' . esc_html__( 'Zagaj is given a key of WooCommerce\'s API (read and write) to mend the webhooks and to fetch orders that did not arrive.', 'zagaj' );
		}
		printf( '</p><form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
		echo '<input type="hidden" name="action" value="zagaj_connect">';
		wp_nonce_field( 'zagaj_connect' );
		printf(
			'<table class="form-table" role="presentation"><tr><th scope="row"><label for="zagaj_server">%s</label></th><td><input class="regular-text" id="zagaj_server" name="zagaj_server" type="url" required placeholder="https://" value="%s"></td></tr></table>',
			esc_html__( 'Zagaj\'s address', 'zagaj' ),
			esc_attr( $server )
		);
		submit_button( __( 'Connect', 'zagaj' ), 'primary', 'zagaj_connect' );
		echo '</form>';
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
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- tag() escapes.
		echo Zagaj_Cart::tag() . "\n";
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
